import JSONTree
import PodPatternAPI
import Testing

@Suite("What is wrong with a manifest")
struct ProblemTests {
  @Test("The manifest with every field is right", arguments: [Sample.complete, Sample.policy])
  func complete(manifest: String) throws {
    #expect(Sample.problems(of: try Sample.parse(manifest)) == [])
  }

  @Test("Each change is told with field, value and what is allowed", arguments: Change.all)
  func change(_ change: Change) throws {
    let problems = Sample.problems(of: try change.manifest())
    #expect(problems.count == change.problems.count, "\(problems)")
    for (problem, expected) in zip(problems, change.problems) {
      #expect(Self.matches(problem, expected), "\(problem)\n  instead of\n\(expected)")
    }
  }

  @Test("All problems come at once, in the order of the fields")
  func allAtOnce() throws {
    var manifest = try Sample.manifest("spec.patterns[0].ambassador.tlsTermination.listenPort", 70000)
    for (path, value) in [
      ("kind", "Pod"), ("metadata.name", "A"), ("spec.workload.replicas", -1), ("spec.nonsense", 1),
      ("spec.patterns[2].sidecar.logStream.directory", "logs"), ("spec.patterns[3]", [:]),
    ] as [(String, JSON)] {
      try manifest.set(try #require(FieldPath(parsing: path)).elements[...], value)
    }
    #expect(
      Sample.problems(of: manifest).map { $0.prefix { $0 != ":" } } == [
        "kind", "metadata.name", "spec.workload.replicas", "spec.patterns[0].ambassador.tlsTermination.listenPort",
        "spec.patterns[2].sidecar.logStream.directory", "spec.patterns[3].name", "spec.patterns[3]", "spec.nonsense",
      ])
  }

  static let notPodPatterns: [(manifest: JSON, problems: [String])] = [
    (.null, ["Invalid value: null: must be an object, not null"]),
    ([], ["Invalid value: []: must be an object, not an array"]),
    ([:], ["apiVersion: Required value", "kind: Required value", "metadata: Required value", "spec: Required value"]),
    (
      ["apiVersion": "podpattern.dev/v2", "kind": "Pod", "metadata": ["name": "a"], "spec": "x", "data": 1],
      [
        #"apiVersion: Unsupported value: "podpattern.dev/v2": supported values: "podpattern.dev/v1alpha1""#,
        #"kind: Unsupported value: "Pod": supported values: "PodPattern""#,
        #"spec: Invalid value: "x": must be an object, not a string"#,
        "data: Unknown field: known fields are apiVersion, kind, metadata, spec, status",
      ]
    ),
  ]

  @Test("What is no PodPattern at all", arguments: notPodPatterns)
  func nonsense(manifest: JSON, problems: [String]) {
    #expect(Sample.problems(of: manifest) == problems)
  }

  @Test("Lists are bounded, also where each element would be another problem")
  func bounded() throws {
    let patterns = JSON.array(Array(repeating: [:], count: 10_000))
    let problems = Sample.problems(of: try Sample.manifest("spec.patterns", patterns))
    #expect(
      problems.first == "spec.patterns: Too long: may not be longer than 32: must have at most 32 elements, not 10000")
    #expect(problems.count <= 1 + 32 * 2)
  }

  /// Whether a text is the expected one; `…` stands for any text.
  private static func matches(_ text: String, _ expected: String) -> Bool {
    guard let gap = expected.firstRange(of: "…") else { return text == expected }
    let (head, tail) = (expected[..<gap.lowerBound], expected[gap.upperBound...])
    return text.hasPrefix(head) && text.hasSuffix(tail) && text.utf8.count >= head.utf8.count + tail.utf8.count
  }
}
