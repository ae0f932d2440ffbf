import Testing

@testable import JSONTree

@Suite("Reading a few texts") struct JSONTextPathsTests {
  private let paths = JSONTextPaths(["type"], ["object", "name"], ["object", "inner", "version"])

  private func texts(_ json: String) -> [String?] {
    Array(json.utf8).withUnsafeBytes { paths.texts(in: $0) }
  }

  @Test("finds what is there, wherever it stands")
  func found() {
    #expect(
      texts(#"{"type":"a","object":{"name":"b","inner":{"version":"c"}}}"#) == ["a", "b", "c"])
    #expect(
      texts(
        #" { "object" : { "x" : [ {"name":"no"} ] , "inner" : {"y":{},"version":"ü\n"} , "name" : "" } , "type":"a"}"#)
        == ["a", "", "ü\n"])
  }

  @Test("looks at nothing behind the last one")
  func stops() {
    #expect(texts(#"{"type":"a","object":{"name":"b","inner":{"version":"c" and so on"#) == ["a", "b", "c"])
    #expect(texts(#"{"type":"a","object":{"name":"b","inner":{"version":"c"}},"type":"d"}"#) == ["a", "b", "c"])
  }

  @Test(
    "finds nothing else",
    arguments: [
      ("", [nil, nil, nil]),
      ("[]", [nil, nil, nil]),
      (#"{"type":5,"object":"name"}"#, [nil, nil, nil]),
      (#"{"type":{"type":"a"},"object":{"inner":[{"version":"c"}],"name":null}}"#, [nil, nil, nil]),
      (#"{"type":"a","typ":"b","types":"c","object":{}}"#, ["a", nil, nil]),
      (#"{"type":"a","object":{"name":"b"}}"#, ["a", "b", nil]),
      (#"{"type":"a","object":{"other":tru,"name":"b"}}"#, ["a", nil, nil]),
      (#"{"type":"a","object":{"name":"\u12"}}"#, ["a", nil, nil]),
    ] as [(String, [String?])])
  func missing(json: String, texts: [String?]) {
    #expect(self.texts(json) == texts)
  }

  @Test("survives any text that is cut off anywhere, and arrays as deep as they like")
  func hostile() {
    let json = #"{"type":"a","object":{"x":[1,{"y":"\\"}],"name":"b","inner":{"version":"c"}}}"#
    for length in 0..<json.utf8.count { #expect(texts(String(json.prefix(length))).count == 3) }
    #expect(texts(#"{"x":"# + String(repeating: "[", count: 100_000)) == [nil, nil, nil])
    #expect(texts(String(repeating: #"{"object":"#, count: 100_000)) == [nil, nil, nil])
  }
}
