import JSONTree
import Testing

@Suite struct JSONSerializationTests {
  @Test(
    arguments: [
      (JSON.null, "null"), (true, "true"), (.integer(.min), "-9223372036854775808"), (1.5, "1.5"),
      (.number(1e20), "1e+20"),
      (.number(.infinity), "null"), (.number(.nan), "null"),
      ("a\"\\\n\r\t\u{8}\u{1}/é😀", #""a\"\\\n\r\t\u0008\u0001/é😀""#),
      ([], "[]"), ([:], "{}"), (["b": 1, "a": [1, nil, "x"], "B": [:]], #"{"B":{},"a":[1,null,"x"],"b":1}"#),
    ] as [(JSON, String)])
  func compact(value: JSON, expected: String) {
    #expect(value.serializedString() == expected)
    #expect(value.serialized() == Array(expected.utf8))
  }

  @Test func pretty() {
    let value: JSON = ["b": [1, [:], []], "a": ["c": "d"]]
    #expect(
      value.serializedString(.pretty) == """
        {
          "a": {
            "c": "d"
          },
          "b": [
            1,
            {},
            []
          ]
        }
        """)
  }

  @Test func opened() {
    let value: JSON = ["b": [1, [:], []], "a": ["c": "d"]]
    #expect(value.serializedString(.opened) == "{\n\"a\":{\n\"c\":\"d\"},\"b\":[\n1,{},[]]}")
  }

  @Test func randomTreesComeBack() throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<5_000 {
      let tree = generator.tree()
      for layout in [JSONLayout.compact, .opened, .pretty] {
        #expect(try JSON.parse(tree.serialized(layout)) == tree)
      }
    }
  }

  @Test func equalTreesAreEqualBytes() {
    let keys = (0..<50).map { "key-\($0)" }
    let one = JSON.object(JSONObject(keys.map { ($0, 1) }))
    let other = JSON.object(JSONObject(keys.reversed().map { ($0, 1) }))
    #expect(one.serialized() == other.serialized())
  }

  @Test(arguments: [("\u{E9}", "e\u{301}"), (0.0, -0.0)] as [(JSON, JSON)])
  func valuesThatSwiftTakesForEqualAreWrittenAsTheyAre(one: JSON, other: JSON) {
    #expect(one == other)
    #expect(one.serialized() != other.serialized())
  }
}
