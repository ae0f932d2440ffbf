import JSONTree
import KubernetesClient
import PodPatternAPI
import Testing

@testable import PodPatternOperator

@Suite("What differs, told without a request")
struct DifferenceTests {
  static let owner = ObservedPodPattern.Identity(
    key: ObjectKey(namespace: "shop", name: "web"), uid: "owner-uid", generation: 1)

  static func configMap(data: String = "a", uid: String = "uid", fields: JSON = ["f:data": [:]]) -> JSON {
    [
      "apiVersion": "v1", "kind": "ConfigMap",
      "metadata": [
        "name": "web-tls", "namespace": "shop", "uid": .string(uid), "resourceVersion": "7",
        "labels": ["app.kubernetes.io/managed-by": "podpattern", "podpattern.dev/name": "web"],
        "managedFields": [
          ["manager": "kubectl", "operation": "Update", "fieldsV1": [:]],
          ["manager": "podpattern", "operation": "Apply", "time": "2026-01-01T00:00:00Z", "fieldsV1": fields],
        ],
      ],
      "data": ["key": .string(data)],
    ]
  }

  /// As the operator comes to know it.
  static func live(_ configMap: JSON) throws -> LiveObject {
    try LiveObject(configMap.kept(by: LiveObject.filter), resource: .configMaps)
  }

  static func desired(data: String = "a") throws -> DesiredObject {
    try #require(
      DesiredObject(
        composed: [
          "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "web-tls"], "data": ["key": .string(data)],
        ], owner: owner, deletionPolicy: .delete))
  }

  static func applied(_ desired: DesiredObject, _ live: LiveObject) -> InventoryEntry? {
    var inventory = Inventory([])
    inventory.record(live, as: desired)
    return inventory[desired.id]
  }

  @Test("Which object it is, and whether it is on its way out")
  func identity() throws {
    let live = try Self.live(Self.configMap())
    #expect(live.id == ObjectID(resource: .configMaps, key: ObjectKey(namespace: "shop", name: "web-tls")))
    #expect(live.uid == "uid" && live.resourceVersion == "7" && live.podPatternName == "web" && !live.isBeingDeleted)
    var deleted = Self.configMap()
    deleted["metadata"]?["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    #expect(try Self.live(deleted).isBeingDeleted)
  }

  @Test("Nothing, after an apply that nobody touched")
  func none() throws {
    let live = try Self.live(Self.configMap())
    let entry = Self.applied(try Self.desired(), live)
    #expect(Difference(desired: try Self.desired(), live: live, applied: entry) == .none)
  }

  @Test("A missing object, a changed wish, a lost record, a field taken away and a recreated object")
  func each() throws {
    let live = try Self.live(Self.configMap())
    let entry = Self.applied(try Self.desired(), live)
    #expect(Difference(desired: try Self.desired(), live: nil, applied: entry) == .missing)
    #expect(Difference(desired: try Self.desired(data: "b"), live: live, applied: entry) == .changed)
    #expect(Difference(desired: try Self.desired(), live: live, applied: nil) == .changed)
    let taken = try Self.live(Self.configMap(fields: [:]))
    #expect(Difference(desired: try Self.desired(), live: taken, applied: entry) == .drifted)
    let recreated = try Self.live(Self.configMap(uid: "other"))
    #expect(Difference(desired: try Self.desired(), live: recreated, applied: entry) == .changed)
  }

  @Test(
    "Whose an object is",
    arguments: [
      ([:], nil, .ours),
      ([:], "someone", .foreign),
      (["kind": "PodPattern", "name": "web", "uid": "owner-uid", "controller": true], "someone", .ours),
      (["kind": "PodPattern", "name": "web", "uid": "earlier", "controller": true], nil, .predecessors),
      (["kind": "PodPattern", "name": "other", "uid": "other", "controller": true], nil, .foreign),
      (["kind": "Certificate", "name": "web", "uid": "x", "controller": true], nil, .foreign),
    ] as [(JSON, String?, Ownership)])
  func ownership(reference: JSON, manager: String?, expected: Ownership) throws {
    var object = Self.configMap()
    if reference != [:] { object["metadata"]?["ownerReferences"] = [reference] }
    if let manager { object["metadata"]?["labels"]?["app.kubernetes.io/managed-by"] = .string(manager) }
    #expect(try Self.live(object).ownership(for: Self.owner) == expected)
  }
}
