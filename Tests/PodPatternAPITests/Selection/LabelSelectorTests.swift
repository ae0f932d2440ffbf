import PodPatternAPI
import Testing

@Suite("Label selectors")
struct LabelSelectorTests {
  private static let objects: [[String: String]] = [
    [:], ["tier": "web"], ["tier": "api"], ["tier": ""], ["tier": "web", "team": "shop"],
  ]

  @Test(
    "Each operator decides as Kubernetes does",
    arguments: [
      (.isIn, ["web", "db"], [false, true, false, false, true]),
      (.isIn, [""], [false, false, false, true, false]),
      (.isNotIn, ["web", "db"], [true, false, true, true, false]),
      (.exists, [], [false, true, true, true, true]),
      (.doesNotExist, [], [true, false, false, false, false]),
    ] as [(LabelRequirement.Operator, [String], [Bool])])
  func operators(operator: LabelRequirement.Operator, values: [String], expected: [Bool]) {
    let selector = LabelSelector(
      matchExpressions: [LabelRequirement(key: "tier", operator: `operator`, values: values)])
    #expect(Self.objects.map(selector.matches) == expected)
  }

  @Test("All conditions have to hold, and without any every object is meant")
  func conjunction() {
    #expect(Self.objects.allSatisfy(LabelSelector().matches))
    let labels = LabelSelector(matchLabels: ["tier": "web", "team": "shop"])
    #expect(Self.objects.map(labels.matches) == [false, false, false, false, true])
    let both = LabelSelector(
      matchLabels: ["tier": "web"], matchExpressions: [LabelRequirement(key: "team", operator: .doesNotExist)])
    #expect(Self.objects.map(both.matches) == [false, true, false, false, false])
  }

  @Test("As an object of Kubernetes' own takes it")
  func json() {
    let selector = LabelSelector(
      matchLabels: ["a": "b"],
      matchExpressions: [
        LabelRequirement(key: "c", operator: .isNotIn, values: ["d"]), LabelRequirement(key: "e", operator: .exists),
      ])
    #expect(
      selector.json == [
        "matchLabels": ["a": "b"],
        "matchExpressions": [
          ["key": "c", "operator": "NotIn", "values": ["d"]], ["key": "e", "operator": "Exists"],
        ],
      ])
    #expect(LabelSelector().json == [:])
  }
}
