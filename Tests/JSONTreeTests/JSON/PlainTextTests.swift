@testable import JSONTree
import Testing

@Suite struct PlainTextTests {
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private func expect(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    for start in 0...bytes.count {
      let end = bytes.withUnsafeBytes { $0.endOfPlainText(from: start) }
      let expected = bytes[start...].firstIndex { !Self.isPlain($0) } ?? bytes.count
      #expect(end == expected, "\(bytes) from \(start)", sourceLocation: sourceLocation)
    }
  }

  @Test func everyByteAtEveryPlace() {
    for byte in UInt8.min...UInt8.max {
      for place in 0..<18 {
        for others in [UInt8(ascii: " "), 0x7F] {
          var bytes = [UInt8](repeating: others, count: 18)
          bytes[place] = byte
          expect(bytes)
        }
      }
    }
  }

  @Test func specialBytesBesideEachOther() {
    var generator = SeededGenerator(seed: 10)
    let alphabet = Array("\"\\\u{0}\u{1F} !#[]\u{7F}".utf8) + [0x80, 0xFF]
    for _ in 0..<2_000 {
      expect((0..<Int.random(in: 0..<20, using: &generator)).map { _ in generator.pick(alphabet) })
    }
  }

  @Test func escapesStandAnywhereInAString() throws {
    for length in 0..<20 {
      for escape in ["\"", "\\", "\n", "\u{1}", "é", "😀"] {
        let text = String(repeating: "a", count: length) + escape + "b" + escape + escape
        #expect(try JSON.parse(JSON.string(text).serialized()) == .string(text))
        #expect(throws: JSONParsingError.self) { try JSON.parse("\"\(String(repeating: "a", count: length))\u{1}\"") }
      }
    }
  }
}
