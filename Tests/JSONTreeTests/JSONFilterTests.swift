import JSONTree
import Testing

@Suite struct JSONFilterTests {
  private func parse(_ text: String, _ filter: JSONFilter) throws(JSONParsingError) -> JSON {
    let bytes = Array(text.utf8)
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(JSONParsingError) in try JSON.parse(buffer, keeping: filter) }
    }
    return try result.get()
  }

  @Test func omittedMembersAreNotThere() throws {
    let filter = JSONFilter.everything.omitting("status").omitting("metadata", "managedFields")
    let text =
      #"{"status": {"a": [1, "\u00e9\n", {}, [], true]}, "metadata": {"managedFields": [], "name": "a"}, "b": 1}"#
    #expect(try parse(text, filter) == ["metadata": ["name": "a"], "b": 1])
  }

  @Test func whatIsNotKeptIsNotThere() throws {
    let filter = JSONFilter.nothing.keeping("status").keeping("metadata", "name").keeping("items", "b")
      .keepingElements(of: "metadata", "managedFields", where: "manager", is: "me").omitting("status", "x")
    let text = #"""
      {"status": {"a": [1, {"b": 2}], "x": 3}, "spec": {"name": "b"}, "kind": "A", "items": [{"a": 1, "b": 2}, 5],
       "metadata": {"uid": "u", "managedFields": [{"manager": "you"}, {"manager": "me", "a": 1}], "name": "a"}}
      """#
    #expect(
      try parse(text, filter) == [
        "status": ["a": [1, ["b": 2]]], "items": [["b": 2], 5],
        "metadata": ["name": "a", "managedFields": [["manager": "me", "a": 1]]],
      ])
    #expect(try parse(#"{"metadata": 5}"#, filter) == ["metadata": 5])
    #expect(try parse(#"{"a": 5}"#, JSONFilter(member: "a", .nothing)) == [:])
  }

  @Test func pathsGoThroughArrays() throws {
    let filter = JSONFilter(member: "items", .everything.omitting("a"))
    #expect(
      try parse(#"{"items": [{"a": 1, "b": 2}, {"a": 1}], "a": 3}"#, filter) == ["items": [["b": 2], [:]], "a": 3])
  }

  @Test func elementsAreKeptByAMember() throws {
    let filter = JSONFilter.everything.keepingElements(of: "m", "f", where: "manager", is: "me")
    let text = #"""
      {"m": {"f": [
        {"x": 1, "manager": "me"}, {"manager": "you", "x": {"manager": "me"}}, 5, {}, ["me"], {"manager": 5},
        { "manager" : "me" , "manager" : "you" }, {"manag\u0065r": "m\u0065", "y": [2]}
      ]}}
      """#
    #expect(
      try parse(text, filter) == ["m": ["f": [["x": 1, "manager": "me"], ["manager": "me", "y": [2]]]]])
    #expect(try parse(#"{"m": {"f": "text"}}"#, filter) == ["m": ["f": "text"]])
    #expect(try parse(#"{"m": {"f": []}}"#, filter) == ["m": ["f": []]])
  }

  @Test func lastOfTwoMembersCountsOmittedOrNot() throws {
    #expect(try parse(#"{"a": 1, "a": 2, "b": 3}"#, .everything.omitting("a")) == ["b": 3])
  }

  @Test func everythingIsEverything() throws {
    #expect(JSONFilter.everything.isEverything)
    #expect(JSONFilter(member: "a", .everything).isEverything)
    #expect(!JSONFilter.everything.omitting("a").isEverything)
    #expect(!JSONFilter.nothing.isEverything && !JSONFilter.nothing.keeping("a").isEverything)
    #expect(JSONFilter.everything.keeping("a", "b") == .everything)
    #expect(try parse(#"{"a": [1]}"#, .everything) == ["a": [1]])
  }

  /// What is left out has to be JSON all the same: a truncated text must not pass for a whole one.
  @Test(arguments: [
    "", "{", "[", "[1", "[1,", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "\"", "\"a", "\"\\", "\"\\x\"",
    "\"\\u12\"",
    "\"\n\"", "tru", "01", "1.", "-", "{1:2}", "{\"a\" 1}", "[1 2]", "}", "1e", "[1]]", "{\"a\":1}}", "nul", "+1",
  ])
  func malformedTextIsRefusedWhereverItStands(value: String) {
    #expect(throws: JSONParsingError.self) { try JSON.parse(#"{"x": \#(value)}"#) }
    #expect(throws: JSONParsingError.self) { try parse(#"{"x": \#(value)}"#, .everything.omitting("x")) }
    #expect(throws: JSONParsingError.self) { try parse(#"{"x": \#(value)}"#, .nothing.keeping("y")) }
    let filter = JSONFilter.everything.keepingElements(of: "x", where: "a", is: "b")
    #expect(throws: JSONParsingError.self) { try parse(#"{"x": [{"c": \#(value)}]}"#, filter) }
    #expect(throws: JSONParsingError.self) { try parse(#"{"x": [{"a": \#(value)}]}"#, filter) }
  }

  @Test func depthIsLimitedInWhatIsLeftOut() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONParsingError.self) { try parse(#"{"x": \#(deep)"#, .everything.omitting("x")) }
  }

  @Test func everyPrefixIsRefused() throws {
    let text = #"{"x": {"a": [1, -2.5e3, "q\"\\\u00e9", null, true, {"b": []}]}, "y": 1}"#
    #expect(try parse(text, .everything.omitting("x")) == ["y": 1])
    for length in 0..<text.utf8.count {
      let prefix = String(decoding: text.utf8.prefix(length), as: UTF8.self)
      #expect(throws: JSONParsingError.self) { try parse(prefix, .everything.omitting("x")) }
    }
  }
}
