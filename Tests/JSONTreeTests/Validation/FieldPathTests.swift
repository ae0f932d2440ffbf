import JSONTree
import Testing

@Suite struct FieldPathTests {
  @Test func reads() {
    let path = FieldPath("spec").appending("patterns").appending(index: 1).appending("name")
    #expect(path.description == "spec.patterns[1].name")
    #expect(path == FieldPath([.key("spec"), .key("patterns"), .index(1), .key("name")]))
    #expect(
      FieldPath("metadata", "labels").appending("example.com/team").description == "metadata.labels[example.com/team]")
    #expect(FieldPath("a").appending(FieldPath("b").appending(index: 0)).description == "a.b[0]")
    #expect(FieldPath().description == "")
    #expect(FieldPath().appending(index: 2).description == "[2]")
  }

  @Test func hostileKeysStayHarmless() {
    let long = FieldPath("a").appending(String(repeating: "k", count: 100_000)).description
    #expect(long.count < 200)
    #expect(!FieldPath("a\u{1B}b\nc").description.unicodeScalars.contains { $0.value < 0x20 })
  }
}
