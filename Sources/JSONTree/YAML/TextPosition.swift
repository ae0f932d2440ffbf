/// A line and a character of it, both counted from 1, in a text that need not be valid.
struct TextPosition {
  var line: Int
  var column: Int

  init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The position of a byte, by the line feeds and the starts of characters before it.
  init(ofByte offset: Int, in text: UnsafeBufferPointer<UInt8>) {
    self.init(line: 1, column: 1)
    let isWide = text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF])
    let mark = isWide ? 2 : text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for index in mark..<max(mark, min(offset, text.count)) {
      if text[index] == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if isWide ? index % 2 == 0 : text[index] & 0xC0 != 0x80 {
        column += 1
      }
    }
  }

  /// Whether a tab stands here in a text of UTF-8.
  func isTab(in text: UnsafeBufferPointer<UInt8>) -> Bool {
    let lines = text.split(separator: UInt8(ascii: "\n"), maxSplits: line, omittingEmptySubsequences: false)
    guard line <= lines.count else { return false }
    let characters = lines[line - 1].filter { $0 & 0xC0 != 0x80 }
    return column <= characters.count && characters[column - 1] == UInt8(ascii: "\t")
  }
}
