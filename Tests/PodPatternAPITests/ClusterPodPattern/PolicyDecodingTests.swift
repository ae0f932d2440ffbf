import JSONTree
import PodPatternAPI
import Testing

@Suite("Reading a ClusterPodPattern")
struct PolicyDecodingTests {
  private static func spec(_ manifest: JSON) throws -> ClusterPodPatternSpec {
    try ClusterPodPattern.decode(manifest).spec
  }

  @Test("Every field of the specification arrives")
  func complete() throws {
    let policy = try ClusterPodPattern.decode(try Sample.parse(Sample.policy))
    let spec = policy.spec
    #expect(policy.metadata.name == "tls-everywhere" && policy.status == nil)
    #expect(spec.enforcement == .enforce && spec.delivery == .admission && spec.suspend)
    #expect(spec.override == .optOut && spec.conflictPolicy == .force && spec.application == "app")
    #expect(spec.patterns.map(\.name) == ["proxy"] && spec.revisionHistoryLimit == 3)
    #expect(
      spec.match.namespaceSelector
        == LabelSelector(
          matchLabels: ["tls": "required"],
          matchExpressions: [
            LabelRequirement(key: "example.com/tier", operator: .isIn, values: ["web", "api"]),
            LabelRequirement(key: "sandbox", operator: .doesNotExist),
          ]))
    #expect(spec.match.workloadSelector == LabelSelector(matchLabels: ["speaks": "http"]))
    #expect(spec.match.kinds == [.deployment, .cronJob] && spec.match.includeSystemNamespaces)
    #expect(
      spec.match.matchConditions.map(\.json) == [
        ["name": "own-network", "expression": "object.spec.hostNetwork != true"]
      ])
    #expect(spec.validation?.action == .warn)
    #expect(
      spec.validation?.expressions == [
        .init(expression: "has(object.spec.securityContext)", message: "say who it runs as")
      ])
    #expect(spec.match.exclude.namespaces == ["legacy"])
    #expect(
      spec.match.exclude.workloads == [ExcludedWorkload(kind: .deployment, namespace: "shop", name: "cart")])
    #expect(spec.rollout.maxUnavailable == .percent(10) && spec.rollout.namespaceLabel == "example.com/tier")
    #expect(spec.rollout.soak == .seconds(90) && spec.rollout.progressDeadline == .seconds(300))
    #expect(!spec.rollout.pauseOnFailure && spec.rollout.paused && spec.rollout.revision == 3)
  }

  @Test("What is left out has its default: nothing is changed before somebody asks for it")
  func defaults() throws {
    let spec = try Self.spec(try Sample.manifest("spec", ["match": [:]], of: Sample.parse(Sample.policy)))
    #expect(spec.enforcement == .audit && spec.delivery == .auto && !spec.suspend)
    #expect(spec.override == .none && spec.conflictPolicy == nil && spec.application == nil)
    #expect(spec.patterns.isEmpty && spec.revisionHistoryLimit == 10)
    #expect(spec.match.namespaceSelector == LabelSelector() && spec.match.workloadSelector == LabelSelector())
    #expect(spec.match.kinds == [.deployment, .statefulSet, .daemonSet] && !spec.match.includeSystemNamespaces)
    #expect(spec.match.statedKinds == nil && spec.match.matchConditions.isEmpty && spec.validation == nil)
    #expect(spec.match.exclude == Exclusions())
    #expect(spec.rollout.maxUnavailable == .count(1) && spec.rollout.namespaceLabel == nil)
    #expect(spec.rollout.soak == .zero && spec.rollout.progressDeadline == .seconds(600))
    #expect(spec.rollout.pauseOnFailure && !spec.rollout.paused && spec.rollout.revision == nil)
  }

  @Test("A PodPattern is none")
  func otherKind() throws {
    #expect(throws: ProblemList.self) { try ClusterPodPattern.decode(try Sample.manifest()) }
  }

  @Test(
    "A share of the matched workloads is rounded down, and never less than one",
    arguments: [
      (.percent(10), 100, 10), (.percent(10), 19, 1), (.percent(10), 5, 1), (.percent(100), 7, 7), (.percent(1), 0, 1),
      (.count(5), 3, 5),
    ] as [(WorkloadLimit, Int, Int)])
  func limits(limit: WorkloadLimit, matched: Int, expected: Int) {
    #expect(limit.limit(of: matched) == expected)
  }

  @Test("The annotation counts as the policy says")
  func overrides() {
    let values: [String?] = [nil, "disabled", "enabled", "", "Disabled"]
    #expect(values.map(AnnotationOverride.none.admits) == [true, true, true, true, true])
    #expect(values.map(AnnotationOverride.optOut.admits) == [true, false, true, true, true])
    #expect(values.map(AnnotationOverride.optIn.admits) == [false, false, true, false, false])
  }
}
