@testable import JSONTree
import Testing

@Suite struct YAMLLimitsTests {
  @Test func aBombOfAliasesIsRefused() {
    var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
    for level in 1..<30 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(throws: YAMLError(line: 6, column: 25, message: "aliases stand for more than 1048576 bytes")) {
      try YAML.parse(text)
    }
  }

  @Test func aBombOfMergeKeysIsRefused() {
    var text = "a0: &a0 {k0: lol}\n"
    for level in 1..<100 { text += "a\(level): &a\(level) {<<: *a\(level - 1), k\(level): {<<: *a\(level - 1)}}\n" }
    #expect(throws: YAMLError.self) { try YAML.parse(text) }
  }

  @Test func aLongTextInManyPlacesIsRefused() {
    let text = "- &a " + String(repeating: "x", count: 100_000) + String(repeating: "\n- *a", count: 100)
    #expect(throws: YAMLError(line: 12, column: 3, message: "aliases stand for more than 1048576 bytes")) {
      try YAML.parse(text)
    }
  }

  @Test func ordinaryUseOfAliasesIsFarFromTheLimit() throws {
    let text = "- &a {image: ghcr.io/acme/app, env: [{name: A, value: b}]}" + String(repeating: "\n- *a", count: 1_000)
    #expect(try YAML.parse(text).first?.array?.count == 1_001)
  }

  @Test func theDepthIsBounded() throws {
    let limit = JSON.maximumDepth
    func flow(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    func block(_ depth: Int) -> String { String(repeating: "- ", count: depth) + "a" }
    #expect(try YAML.parse(flow(limit)).count == 1)
    #expect(try YAML.parse(block(limit)).count == 1)
    let message = "nested deeper than \(limit) levels"
    for text in [block(limit + 1), String(repeating: "[", count: 1_000_000), String(repeating: "- ", count: 1_000_000)]
    {
      let error = try #require(throws: YAMLError.self) { try YAML.parse(text) }
      #expect(error.message == message)
    }
    for opening in ["{a: ", "? ", "[? ", "{? "] {
      #expect(throws: YAMLError.self) { try YAML.parse(String(repeating: opening, count: 200_000)) }
    }
  }

  @Test func aliasesCannotNestDeeper() throws {
    func chain(_ links: Int, height: Int) -> String {
      let (open, close) = (String(repeating: "[", count: height), String(repeating: "]", count: height))
      return "- &a0 x\n"
        + (1...links).map { link in
          "- &a\(link) \(open)*a\(link - 1)\(close)\n"
        }.joined()
    }
    #expect(try YAML.parse(chain(25, height: 10)).count == 1)
    #expect(throws: YAMLError.self) { try YAML.parse(chain(26, height: 10)) }
  }

  @Test func theSizeIsBounded() throws {
    #expect(try YAML.parse("a: 1", maximumSize: 4) == [["a": 1]])
    #expect(throws: YAMLError(line: 1, column: 1, message: "the text has 5 bytes; at most 4 are read")) {
      try YAML.parse("a: 10", maximumSize: 4)
    }
  }

  @Test func directivesCannotMakeReadingSlow() throws {
    func text(_ count: Int) -> String { (0..<count).map { "%TAG !a\($0)! x\n" }.joined() + "---\na: 1\n" }
    #expect(try YAML.parse(text(1_000)) == [["a": 1]])
    let message = "more than 1000 %TAG directives"
    let wide = "\u{FEFF}\(text(1_001))".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for bytes in [Array(text(1_001).utf8), wide] {
      #expect(throws: YAMLError(line: 1, column: 1, message: message)) { try YAML.parse(bytes) }
    }
  }

  @Test func randomTextsNeverTrap() throws {
    var generator = SeededGenerator(seed: 4)
    let pieces =
      [
        "a", "b", "1", "0x", ".", " ", "  ", "\n", "\n  ", "\n- ", "- ", ": ", ":", "? ", "[", "]", "{", "}", ", ",
        "&a ", "*a", "<<: ",
        "!!str ", "!!int ", "!x ", "! ", "'", "\"", "\\", "|\n", ">-\n", "|2+\n", "#", " # ", "---\n", "...\n",
        "%YAML 1.2\n", "%TAG ! x\n",
        "\t", "\0", "\r", "\u{85}", "\u{FEFF}", "é", "😀", "~", "null", "yes", "\\ud83d", "\\x41", "@", "`", "%",
      ].map { Array($0.utf8) } + [[0xFF], [0xFE], [0xC0, 0x80], [0xED, 0xA0]]
    for _ in 0..<40_000 {
      let bytes = (0..<Int.random(in: 0..<16, using: &generator)).flatMap { _ in generator.pick(pieces) }
      guard let documents = try? YAML.parse(bytes) else { continue }
      #expect(try YAML.parse(YAML.write(documents)) == documents)
    }
  }

  @Test func randomBytesNeverTrap() {
    var generator = SeededGenerator(seed: 5)
    let marks: [[UInt8]] = [[], [0xFF, 0xFE], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF]]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<20, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      _ = try? YAML.parse(generator.pick(marks) + bytes)
    }
  }
}
