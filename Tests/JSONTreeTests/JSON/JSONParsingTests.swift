@testable import JSONTree
import Testing

@Suite struct JSONParsingTests {
  @Test(
    arguments: [
      ("null", JSON.null), (" true ", true), ("\t\r\n false\n", false), ("0", 0), ("-0", 0), ("-12", -12),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.0", .number(1)), ("-0.5", -0.5),
      ("1e3", .number(1000)),
      ("1E+3", .number(1000)), ("25e-1", 2.5), ("1e-400", .number(0)),
      ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
      ("\"\"", ""), ("[]", []), ("{}", [:]), ("[ ]", []), ("{ }", [:]),
      ("[1,[2,{\"a\":null}]]", [1, [2, ["a": nil]]]),
      ("{\"a\":1,\"b\":{\"a\":[true]}}", ["a": 1, "b": ["a": [true]]]), ("{\"\":1}", ["": 1]),
    ] as [(String, JSON)])
  func values(text: String, expected: JSON) throws {
    #expect(try JSON.parse(text) == expected)
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\u0000""#, "\0"),
    (#""\ud83d\ude00""#, "😀"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"), (#""\uFFFF""#, "\u{FFFF}"), (#""é😀""#, "é😀"),
    (#""a\ud83db""#, "a\u{FFFD}b"), (#""\ude00""#, "\u{FFFD}"), (#""\ud83d\n""#, "\u{FFFD}\n"),
    (#""\ud83d""#, "\u{FFFD}"),
    (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
    ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
  ])
  func strings(text: String, expected: String) throws {
    let parsed = try #require(try JSON.parse(text).string)
    #expect(Array(parsed.unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test(arguments: [
    "", " ", "nul", "nulll", "True", "tru", "f", "+1", "-", "01", "-01", "00", "1.", ".5", "1.e3", "1e", "1e+", "0x1",
    "1_0",
    "1e400", "-1e400", "NaN", "Infinity", "-Infinity", "'a'", "a", "\"", "\"a", "\"\\", "\"\\u", "\"\\u12",
    "\"\\u123\"",
    "\"\\u12g4\"", "\"\\u+123\"", "\"\\x41\"", "\"\\ud83d\\uzzzz\"", "\"\n\"", "\"\t\"", "\"a\\n\u{1}\"", "[", "[1",
    "[1,", "[1,]", "[,1]",
    "[1 2]", "[1}", "]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\" 1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1]", "}", "1 2", "{} {}", "[]]", "null,", "// a\n1", "/* */ 1", "\u{FEFF}1", "\u{A0}1", "1\0", "\0",
    "[\"\\\"]",
  ])
  func refused(text: String) {
    #expect(throws: JSONParsingError.self) { try JSON.parse(text) }
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
      [0xF5, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func invalidUTF8InAString(bytes: [UInt8]) {
    for prefix in ["\"", "\"\\n", "{\"a"] {
      #expect(throws: JSONParsingError.self) { try JSON.parse(Array(prefix.utf8) + bytes + Array("\"".utf8)) }
    }
  }

  @Test func theLastOfTwoMembersCounts() throws {
    #expect(try JSON.parse("{\"a\":1,\"b\":2,\"a\":3}") == ["a": 3, "b": 2])
  }

  @Test func errorsSayWhere() {
    #expect(throws: JSONParsingError(message: "expected a value", offset: 6)) { try JSON.parse("{\"a\": x}") }
    #expect(throws: JSONParsingError(message: "unexpected text after the value", offset: 3)) { try JSON.parse("{} 1") }
  }

  @Test func theDepthIsBounded() throws {
    func nested(_ depth: Int, _ open: String, _ inner: String, _ close: String) -> String {
      String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
    }
    #expect(try JSON.parse(nested(JSON.maximumDepth, "[", "1", "]")).array?.count == 1)
    #expect(try JSON.parse(nested(JSON.maximumDepth, "{\"a\":", "1", "}")).object?.count == 1)
    for text in [
      nested(JSON.maximumDepth + 1, "[", "1", "]"), nested(1_000_000, "[", "", ""), nested(100_000, "{\"a\":", "", ""),
    ] {
      #expect(throws: JSONParsingError.self) { try JSON.parse(text) }
    }
  }

  @Test func everyTruncationOfAnObjectIsRefused() throws {
    let text = #"{"kind":"List","items":[{"a":-1.5e+3,"b":"\ud83d\ude00\n","c":[true,false,null,{}]}]}"#
    let bytes = Array(text.utf8)
    #expect(try JSON.parse(bytes).serialized() == JSON.parse(text).serialized())
    for count in 0..<bytes.count {
      #expect(throws: JSONParsingError.self) { try JSON.parse(Array(bytes[..<count])) }
    }
  }

  @Test func bigStrings() throws {
    let plain = String(repeating: "abcdefgh", count: 1 << 17)
    #expect(try JSON.parse("\"\(plain)\"") == .string(plain))
    let escaped = String(repeating: "\\n", count: 1 << 16)
    #expect(try JSON.parse("\"\(escaped)\"").string?.utf8.count == 1 << 16)
  }

  @Test func randomBytesNeverTrap() throws {
    var generator = SeededGenerator(seed: 1)
    let alphabet = Array("{}[]\"\\:,-+.0123456789eEtrufalsn u d8Dc\u{0}\n\u{7F}é😀".utf8) + [0xFF, 0xC0, 0xED]
    for _ in 0..<100_000 {
      let bytes = (0..<Int.random(in: 0..<24, using: &generator)).map { _ in generator.pick(alphabet) }
      guard let value = try? JSON.parse(bytes) else { continue }
      #expect(try JSON.parse(value.serialized()) == value)
    }
  }

  @Test func damagedObjectsNeverTrap() throws {
    var generator = SeededGenerator(seed: 2)
    let original = Array(#"{"kind":"List","items":[{"a":-1.5e+3,"b":"\ud83d\ude00é\n","c":[true,null,{}]}]}"#.utf8)
    for _ in 0..<20_000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1..<4, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        if Bool.random(using: &generator) {
          bytes[index] = UInt8.random(in: 0...255, using: &generator)
        } else {
          bytes.remove(at: index)
        }
      }
      guard let value = try? JSON.parse(bytes) else { continue }
      #expect(try JSON.parse(value.serialized()) == value)
    }
  }
}
