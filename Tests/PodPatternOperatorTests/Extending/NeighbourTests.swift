import JSONTree
import KubernetesClient
import Testing

@testable import PatternLibrary
@testable import PodPatternOperator

/// What several PodPatterns have set in one entry of the owner's; `ConflictTests` has operators do it.
@Suite("A field that PodPatterns have set")
struct NeighbourTests {
  private static let container = #".spec.template.spec.containers[name="web"]"#

  private static func deployment(_ value: String) -> JSON {
    [
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "app", "namespace": "shop", "uid": "u"],
      "spec": [
        "template": [
          "spec": ["containers": [["name": "web", "env": [["name": "OPTIONS", "value": .string(value)]]]]]
        ]
      ],
    ]
  }

  /// Whether a PodPattern may set the variable to `b`, which has `a`.
  private static func mayChange(
    _ podPattern: String, setBy others: [String], at field: String = #".env[name="OPTIONS"]"#,
    neighbours: Set<String> = ["one", "two"]
  ) throws -> Bool {
    var object = deployment("a")
    object["metadata"]?["annotations"] = .object(
      JSONObject(
        others.map {
          (ExtensionMark.key(of: $0), .string(ExtensionMark.value(touching: [container + field])))
        }))
    let live = try LiveTarget(object, resource: .deployments)
    var desired = DesiredExtension(
      TargetExtension(object: deployment("b"), touched: [container + #".env[name="OPTIONS"]"#], containers: []),
      of: live, podPattern: podPattern)
    desired.neighbours = neighbours.subtracting([podPattern])
    do {
      try desired.permit(on: live)
      return true
    } catch {
      #expect(error.isBetweenPodPatterns && !error.canBeForced)
      return false
    }
  }

  @Test("is changed by none that has not set it, and by the first of those that have")
  func first() throws {
    #expect(try Self.mayChange("one", setBy: ["one"]))
    #expect(try !Self.mayChange("one", setBy: ["two"]))
    #expect(try Self.mayChange("one", setBy: ["one", "two"]))
    #expect(try !Self.mayChange("two", setBy: ["one", "two"]))
  }

  @Test("is also one inside it, or around it")
  func overlaps() throws {
    #expect(try !Self.mayChange("one", setBy: ["two"], at: #".env[name="OPTIONS"].value"#))
    #expect(try Self.mayChange("one", setBy: ["two"], at: #".env[name="OTHER"]"#))
  }

  @Test("is free when they have gone")
  func gone() throws {
    #expect(try Self.mayChange("two", setBy: ["one"], neighbours: []))
  }
}
