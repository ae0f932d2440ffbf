import JSONTree
import Testing

@Suite struct JSONAccessTests {
  @Test func accessorsGiveOnlyTheirOwnType() {
    let values: [JSON] = [.null, true, 1, 1.5, "a", [1], ["a": 1]]
    #expect(values.map { $0.bool != nil } == [false, true, false, false, false, false, false])
    #expect(values.map { $0.integer != nil } == [false, false, true, false, false, false, false])
    #expect(values.map { $0.string != nil } == [false, false, false, false, true, false, false])
    #expect(values.map { $0.array != nil } == [false, false, false, false, false, true, false])
    #expect(values.map { $0.object != nil } == [false, false, false, false, false, false, true])
    #expect(values.map(\.typeName) == ["null", "boolean", "integer", "number", "string", "array", "object"])
    #expect(values.map(\.isNull) == [true, false, false, false, false, false, false])
  }

  @Test func aNumberWithoutFractionIsAnInteger() {
    #expect(JSON.number(3).integer == 3)
    #expect(JSON.number(1e300).integer == nil)
    #expect(JSON.number(.nan).integer == nil)
  }

  @Test func members() {
    var value: JSON = ["a": ["b": ["c": 1]]]
    #expect(value["a"]?["b"]?["c"] == 1)
    #expect(value["a", "b", "c"] == 1)
    #expect(value["a", "x", "c"] == nil)
    #expect(JSON.string("a")["a"] == nil)
    value["a"] = nil
    #expect(value == [:])
    value["x"] = [1]
    #expect(value == ["x": [1]])
  }

  @Test func emptyFieldsAreLeftOutAtEveryDepth() {
    let value: JSON = ["a": nil, "b": [], "c": ["d": nil, "e": [:]], "f": [["g": []], 1], "h": ""]
    #expect(value.withoutEmptyFields == ["c": ["e": [:]], "f": [[:], 1], "h": ""])
  }
}
