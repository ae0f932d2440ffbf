import JSONTree
import Testing

@Suite struct ProblemTests {
  private static let path = FieldPath("spec", "port")

  @Test(arguments: [
    (Problem(path: path, kind: .required, message: "name the port"), "spec.port: Required value: name the port"),
    (Problem(path: path, kind: .required), "spec.port: Required value"),
    (
      Problem(path: path, kind: .invalid(value: 70000), message: "must be between 1 and 65535"),
      "spec.port: Invalid value: 70000: must be between 1 and 65535"
    ),
    (
      Problem(path: path, kind: .notSupported(value: "a", allowed: ["b", "c"])),
      "spec.port: Unsupported value: \"a\": supported values: \"b\", \"c\""
    ),
    (Problem(path: path, kind: .forbidden, message: "not here"), "spec.port: Forbidden: not here"),
    (Problem(path: path, kind: .unknown), "spec.port: Unknown field"),
    (Problem(path: path, kind: .duplicate(value: "a")), "spec.port: Duplicate value: \"a\""),
    (Problem(path: path, kind: .tooLong(max: 63)), "spec.port: Too long: may not be longer than 63"),
    (
      Problem(path: FieldPath(), kind: .invalid(value: []), message: "must be an object"),
      "Invalid value: []: must be an object"
    ),
  ])
  func isWordedAsTheServerWordsIt(problem: Problem, expected: String) {
    #expect(problem.description == expected)
  }

  @Test func longAndHostileValuesAreShortenedAndEscaped() {
    let long = Problem(path: Self.path, kind: .invalid(value: .string(String(repeating: "x", count: 1 << 20))))
    #expect(long.description.count < 200)
    #expect(long.description.contains("x…x"))
    let hostile = Problem(path: Self.path, kind: .invalid(value: "a\u{1B}[31m\u{9B}\u{202E}\n\0b"))
    #expect(hostile.description == #"spec.port: Invalid value: "a\u001b[31m\u{009B}\u{202E}\n\u0000b""#)
  }

  @Test func aValueOfExactlyTheLimitIsWhole() {
    let value = JSON.string(String(repeating: "x", count: 118))
    #expect(
      Problem(path: Self.path, kind: .invalid(value: value)).description
        == "spec.port: Invalid value: \(value.serializedString())")
  }
}
