import TestSupport
import Testing

@testable import PodPatternAPI

@Suite("Regular expressions")
struct RegularExpressionTests {
  /// Every format of the schema, with a text that has it.
  static let formats: [(format: StringFormat, example: String)] = [
    (.label, "a-1"), (.subdomain, "a-1.b2"), (.serverName, "*.a.b"), (.portName, "1-a2-b"),
    (.qualifiedName, "a.b/C_d.e-f"), (.labelValue, "A_b.c-1"), (.environmentVariableName, "_a.B-1"),
    (.sysctlName, "net/ipv4.a_b-c"), (.conditionReason, "Rolled_Out"), (.timestamp, "2026-01-31T12:00:00.5+01:00"),
    (.directory, "/a/.b-c/d_e"), (.relativeFile, ".a/b+c.log"), (.httpPath, "/a~b:%20"), (.image, "a.b:5/c/d_e@f:0"),
    (.sysctlValue, "1 2,a=b%"), (.text, "a\nb"), (.annotationValue, "{\"a\": 1}"), (.token, "apps/v1"),
    (.duration, "1h30ms"), (.percentage, "100%"),
  ]

  @Test("Agree with the standard library's on each format and many texts", arguments: formats)
  func agrees(format: StringFormat, example: String) throws {
    let reference = try Regex(format.pattern).matchingSemantics(.unicodeScalar)
    #expect(format.matches(example))
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2_000 {
      let text = Self.mutation(of: example, &generator)
      #expect(
        try format.expression.matches(text) == (reference.wholeMatch(in: text) != nil), "\(text.debugDescription)")
    }
  }

  @Test(
    "Know the subset of the syntax",
    arguments: [
      ("", ["": true, "a": false]),
      ("a", ["a": true, "": false, "aa": false]),
      ("a?b*c+", ["c": true, "abbcc": true, "aac": false, "ab": false]),
      ("(ab|c)+", ["abcab": true, "ba": false, "": false]),
      ("(a|)b", ["ab": true, "b": true, "a": false]),
      ("[a-c-]", ["-": true, "b": true, "d": false]),
      ("[^/]+", ["é": true, "a/b": false]),
      ("[.]\\.", ["..": true, "a.": false]),
      ("\\x41[\\x42-\\x43]", ["AB": true, "AD": false]),
      ("(a*)*", ["": true, "aaa": true, "b": false]),
    ] as [(String, [String: Bool])])
  func syntax(expression: String, texts: [String: Bool]) {
    for (text, isMatch) in texts { #expect(RegularExpression(expression).matches(text) == isMatch, "\(text)") }
  }

  @Test("Take linear time where backtracking takes for ever")
  func linear() {
    #expect(!RegularExpression("(a*)*b").matches(String(repeating: "a", count: 100_000)))
  }

  @Test("Any text is an expression", arguments: ["(", ")", "[", "[a", "\\", "\\x", "*", "a**", "|", "[z-a]", "((("])
  func total(text: String) {
    _ = RegularExpression(text).matches(text)
  }

  @Test("The length counts code points, not bytes")
  func length() {
    let format = StringFormat("[^a]*", maximumLength: 3, "")
    #expect(format.matches("ééé"))
    #expect(!format.matches("éééé"))
  }

  /// A text near the example: some characters changed, added and removed.
  private static func mutation(of example: String, _ generator: inout SeededGenerator) -> String {
    var characters = Array(example.unicodeScalars)
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      let place = Int.random(in: 0...characters.count, using: &generator)
      let other = alphabet.randomElement(using: &generator) ?? "a"
      switch Int.random(in: 0...2, using: &generator) {
      case 0: characters.insert(other, at: place)
      case 1 where place < characters.count: characters[place] = other
      default: if place < characters.count { characters.remove(at: place) }
      }
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: characters)
    return text
  }

  private static let alphabet = Array("aZ09-_.:/@*+ =,%~!;{}\"'$\\\n\r\0é".unicodeScalars)
}
