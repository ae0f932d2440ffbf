import JSONTree
import Testing

/// Fingerprints are stored in clusters: what one version of the program writes, the next has to find unchanged.
@Suite struct FingerprintTests {
  private static let names = [
    "é", "e\u{301}x", "z", "日本", "😀", "\u{FFFD}", "Z", "", "ﬀ", "e", "f", "\u{E000}", "a\u{301}", "á1", "ä",
    "key-with-more-than-fifteen-bytes", "key-with-more-than-fifteen-bytes-é",
  ]

  @Test(
    arguments: [
      (["b": ["\"\\\n\u{1}é😀", -1.5, 1e20, nil, true], "a": [:]], "3038f3a480117548"),
      (.object(JSONObject(names.enumerated().map { ($1, .integer(Int64($0))) })), "3f725b63a2f0178d"),
    ] as [(JSON, String)])
  func valuesStayWhatTheyWere(tree: JSON, expected: String) {
    #expect(Fingerprint(of: tree).description == expected)
  }

  @Test func itIsTheHashOfTheSerializedBytes() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<1_000 {
      let tree = generator.tree()
      let hash = tree.serialized().reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      let digits = String(hash, radix: 16)
      #expect(Fingerprint(of: tree).description == String(repeating: "0", count: 16 - digits.count) + digits)
    }
  }
}
