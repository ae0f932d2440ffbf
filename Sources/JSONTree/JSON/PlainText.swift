// Finding the parts of a text that JSON writes as they are.

extension UnsafeRawBufferPointer {
  /// Where, from a position on, the first byte stands that is no plain text: a quotation mark, a backslash, a control
  /// character, or a byte that is not ASCII; the end, if none does.
  func endOfPlainText(from start: Int) -> Int {
    var position = start
    while position + 8 <= count {
      let word = UInt64(littleEndian: loadUnaligned(fromByteOffset: position, as: UInt64.self))
      let marks = Self.marksOfSpecialBytes(in: word)
      guard marks == 0 else { return position + marks.trailingZeroBitCount / 8 }
      position += 8
    }
    while position < count, Self.isPlain(self[position]) { position += 1 }
    return position
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    0x20..<0x80 ~= byte && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  /// The top bit of each of eight bytes that is not plain; above the lowest such byte, of others too.
  ///
  /// A subtraction sets the top bit of an ASCII byte that is less than what is subtracted, and may borrow from the next.
  private static func marksOfSpecialBytes(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotationMarks = (word ^ (ones * UInt64(UInt8(ascii: "\"")))) &- ones
    let backslashes = (word ^ (ones * UInt64(UInt8(ascii: "\\")))) &- ones
    let controls = word &- ones * 0x20
    return (word | quotationMarks | backslashes | controls) & (ones * 0x80)
  }
}
