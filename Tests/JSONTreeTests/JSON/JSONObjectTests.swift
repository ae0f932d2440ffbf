import JSONTree
import Testing

/// A `JSONObject` is what a dictionary of the same members is, with its keys in order.
@Suite struct JSONObjectTests {
  /// Few keys, so that they often meet; with two that are equal and have different bytes, as `String` compares them.
  private static let keys = [
    "", "a", "b", "B", "Z", "~", "e", "e\u{301}", "é", "f", "ﬀ", "日本", "\u{FFFD}", "😀", "fifteen-bytes-15",
    "sixteen-bytes-16-",
    "sixteen-bytes-16-é",
  ]

  private static func pairs(_ generator: inout SeededGenerator) -> [(String, JSON)] {
    (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
      (generator.pick(keys), .integer(Int64.random(in: 0..<9, using: &generator)))
    }
  }

  private static func dictionary(_ pairs: [(String, JSON)]) -> [String: JSON] {
    pairs.reduce(into: [:]) { $0[$1.0] = $1.1 }
  }

  private func expect(
    _ object: JSONObject, _ dictionary: [String: JSON], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let sorted = dictionary.sorted { $0.key < $1.key }
    // Equal texts need not be equal bytes.
    #expect(object.keys.map { Array($0.utf8) } == sorted.map { Array($0.key.utf8) }, sourceLocation: sourceLocation)
    #expect(object.values == sorted.map(\.value), sourceLocation: sourceLocation)
    #expect(object.map(\.key) == object.keys && object.map(\.value) == object.values, sourceLocation: sourceLocation)
    #expect(Self.keys.allSatisfy { object[$0] == dictionary[$0] }, sourceLocation: sourceLocation)
  }

  @Test func membersAreThoseOfADictionary() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<2_000 {
      let pairs = Self.pairs(&generator)
      expect(JSONObject(pairs), Self.dictionary(pairs))
      expect(JSONObject(Self.dictionary(pairs)), Self.dictionary(pairs))
    }
  }

  @Test func changesAreThoseOfADictionary() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<200 {
      var (object, dictionary): (JSONObject, [String: JSON]) = ([:], [:])
      for (key, value) in (0..<4).flatMap({ _ in Self.pairs(&generator) }) {
        let change = value == 0 ? Optional.none : value
        object[key] = change
        dictionary[key] = change
        expect(object, dictionary)
      }
    }
  }

  @Test func valuesAreMappedFilteredAndMergedAsInADictionary() {
    var generator = SeededGenerator(seed: 6)
    func text(_ one: JSON, _ other: JSON) -> JSON { .string("\(one.serializedString())-\(other.serializedString())") }
    for _ in 0..<500 {
      let (one, other) = (Self.pairs(&generator), Self.pairs(&generator))
      var (object, dictionary) = (JSONObject(one), Self.dictionary(one))
      expect(object.filter { $0.value != 3 }, dictionary.filter { $0.value != 3 })
      expect(object.mapValues { [$0] }, dictionary.mapValues { [$0] })
      let isSmall: (JSON) -> Bool? = { $0 == 3 ? nil : $0 == 1 }
      #expect(object.compactMapValues(isSmall) == dictionary.compactMapValues(isSmall))
      expect(
        object.merging(JSONObject(other), uniquingKeysWith: text),
        dictionary.merging(Self.dictionary(other), uniquingKeysWith: text))
      object.merge(JSONObject(other)) { own, _ in own }
      dictionary.merge(Self.dictionary(other)) { own, _ in own }
      expect(object, dictionary)
    }
  }

  @Test func equalMembersAreEqualObjects() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<500 {
      let (one, other) = (Self.pairs(&generator).prefix(2), Self.pairs(&generator).prefix(2))
      let (object, reversed) = (JSONObject(Array(one)), JSONObject(one.reversed()))
      #expect((object == reversed) == (Self.dictionary(Array(one)) == Self.dictionary(one.reversed())))
      #expect((object == JSONObject(Array(other))) == (Self.dictionary(Array(one)) == Self.dictionary(Array(other))))
      if object == reversed { #expect(object.hashValue == reversed.hashValue) }
    }
  }

  @Test func membersOfATextAreThoseOfADictionary() throws {
    var generator = SeededGenerator(seed: 8)
    for _ in 0..<1_000 {
      let pairs = Self.pairs(&generator)
      let members = pairs.map { "\(JSON.string($0).serializedString()): \($1.serializedString())" }
      expect(try #require(try JSON.parse("{\(members.joined(separator: ", "))}").object), Self.dictionary(pairs))
    }
  }

  @Test func aLiteralKeepsTheLastOfTwoMembers() {
    #expect(["b": 1, "a": 2, "b": 3] as JSONObject == ["a": 2, "b": 3])
    #expect(["b": 1, "a": 2, "b": 3] as JSON == ["a": 2, "b": 3])
  }

  @Test func manyMembersComeInAnyOrder() throws {
    let keys = (0..<50_000).map { "\(900_000 - $0)" }
    let text = "{" + keys.map { "\"\($0)\":1,\"\($0)\":2" }.joined(separator: ",") + "}"
    let object = try #require(try JSON.parse(text).object)
    #expect(object.keys == keys.reversed() && object.values.allSatisfy { $0 == 2 })
    #expect(object == JSONObject(keys.map { ($0, 2) }))
  }
}
