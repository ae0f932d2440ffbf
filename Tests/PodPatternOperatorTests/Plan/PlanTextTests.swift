import JSONTree
import KubernetesClient
import Testing

@testable import PodPatternOperator

@Suite("The text of a plan")
struct PlanTextTests {
  static let id = ObjectID(resource: .deployments, key: ObjectKey(namespace: "shop", name: "web"))

  /// A Deployment that kubectl has applied and a PodPattern extends.
  static func deployment(image: String = "web:1", sidecar: String? = nil, paused: Bool = false) -> JSON {
    let added: [JSON] = sidecar.map { [["name": "logs", "image": .string($0)]] } ?? []
    var spec: JSON = [
      "replicas": 2,
      "template": ["spec": ["containers": .array([["name": "web", "image": .string(image), "args": ["a"]]] + added)]],
    ]
    if paused { spec["paused"] = true }
    return [
      "apiVersion": "apps/v1", "kind": "Deployment",
      "metadata": [
        "name": "web", "uid": "u", "resourceVersion": .string(image), "generation": 3,
        "creationTimestamp": "2026-01-01T00:00:00Z",
        "annotations": ["kubectl.kubernetes.io/last-applied-configuration": .string(image)],
        "managedFields": [
          entry("kubectl", ["name": "web"], ["f:args": [:], "f:image": [:], "f:name": [:]]),
          entry("podpattern/web", ["name": "logs"], ["f:image": [:], "f:name": [:]]),
        ],
      ],
      "spec": spec, "status": ["replicas": .string(image)],
    ]
  }

  private static func entry(_ manager: String, _ key: JSON, _ fields: JSON) -> JSON {
    var fields = fields
    fields["."] = [:]
    return [
      "manager": .string(manager), "operation": "Apply",
      "fieldsV1": [
        "f:spec": ["f:template": ["f:spec": ["f:containers": .object(["k:\(key.serializedString())": fields])]]]
      ],
    ]
  }

  static func text(_ objects: [PlannedObject], isColored: Bool = false) -> String {
    var plan = PodPatternPlan()
    plan.podPattern = ObjectKey(namespace: "shop", name: "web")
    plan.objects = objects
    return PlanText(plan, isColored: isColored).text
  }

  static func change(from before: JSON?, to after: JSON?, _ action: PlannedObject.Action = .change) -> PlannedObject {
    PlannedObject(id, action, before: before, after: after, manager: "podpattern/web")
  }

  @Test("A changed object is a unified diff, with the owners of what goes, who are others, and the consequence")
  func change() {
    let planned = Self.change(
      from: Self.deployment(sidecar: "busybox:1"), to: Self.deployment(image: "web:2", sidecar: "busybox:2"))
    #expect(
      Self.text([planned]) == """
        PodPattern shop/web
        Deployment/web would be changed; its pods restart
        --- live/Deployment/web
        +++ planned/Deployment/web
        @@ -10,7 +10,7 @@
               containers:
               - args:
                 - a
        # owned by kubectl
        -        image: web:1
        +        image: web:2
                 name: web
        -      - image: busybox:1
        +      - image: busybox:2
                 name: logs

        """)
  }

  @Test("What only the server writes makes no change")
  func noChange() {
    let before = Self.deployment()
    var after = before
    for field in ["uid", "resourceVersion", "creationTimestamp"] { after["metadata"]?[field] = "another" }
    after["metadata"]?["generation"] = 4
    after["metadata"]?["managedFields"] = []
    after["metadata"]?["annotations"] = ["kubectl.kubernetes.io/last-applied-configuration": "{}"]
    after["status"] = [:]
    let text = Self.text([Self.change(from: before, to: after)])
    #expect(
      text == """
        PodPattern shop/web
        Deployment/web would stay as it is; its pods do not restart
        nothing would change

        """)
    after["spec"]?["replicas"] = 3
    #expect(Self.text([Self.change(from: before, to: after)]).contains("would be changed; its pods do not restart\n"))
  }

  @Test("What comes and what goes is shown as a whole")
  func wholeObjects() {
    let object: JSON = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c"]]
    let created = Self.text([Self.change(from: Optional.none, to: object, .create)])
    #expect(
      created.contains(
        "would be created\n--- /dev/null\n+++ planned/Deployment/web\n@@ -0,0 +1,4 @@\n+apiVersion: v1\n"))
    let deleted = Self.text([Self.change(from: object, to: Optional.none, .delete)])
    #expect(
      deleted.contains("would be deleted\n--- live/Deployment/web\n+++ /dev/null\n@@ -1,4 +0,0 @@\n-apiVersion: v1\n"))
  }

  @Test("Changes far from each other are hunks of their own")
  func hunks() {
    func object(_ first: Int, _ last: Int) -> JSON {
      var data = JSONObject((10..<30).map { ("k\($0)", 0) })
      data["k10"] = .integer(Int64(first))
      data["k29"] = .integer(Int64(last))
      return ["data": .object(data)]
    }
    let headers = ObjectDiff(from: object(0, 0), to: object(1, 1), manager: "m").hunks.map(\.header)
    #expect(headers == ["@@ -1,5 +1,5 @@", "@@ -18,4 +18,4 @@"])
    #expect(ObjectDiff(from: object(0, 0), to: object(0, 0), manager: "m").hunks.isEmpty)
  }

  @Test("Colours are there where they are wanted, and nowhere else")
  func colors() {
    let planned = Self.change(from: Self.deployment(), to: Self.deployment(image: "web:2"))
    let text = Self.text([planned], isColored: true)
    for line in ["\u{1B}[33m# owned by kubectl\u{1B}[0m\n", "\u{1B}[32m+        image: web:2\u{1B}[0m\n"] {
      #expect(text.contains(line))
    }
    #expect(!Self.text([planned]).contains("\u{1B}"))
  }

  @Test(
    "The content of a Secret is not shown", arguments: [PlannedObject.Action.create, .change, .delete],
    ["data", "stringData"])
  func secrets(action: PlannedObject.Action, field: String) {
    func secret(_ value: String, type: JSON) -> JSON {
      ["apiVersion": "v1", "kind": "Secret", field: ["key": .string(value)], "type": type]
    }
    let (before, after) = (secret("b2xk", type: "Opaque"), secret("bmV3", type: "other"))
    let planned = Self.change(
      from: action == .create ? Optional.none : before, to: action == .delete ? Optional.none : after, action)
    let text = Self.text([planned])
    #expect(text.contains("type: \(action == .delete ? "Opaque" : "other")\n"), "\(text)")
    #expect(!text.contains("b2xk"))
    #expect(!text.contains("bmV3"))
  }

  @Test(
    "What a change of the template means depends on the workload",
    arguments: [
      ("Deployment", [:], PodChange.restart), ("StatefulSet", ["updateStrategy": ["type": "OnDelete"]], .newPodsOnly),
      ("StatefulSet", ["updateStrategy": ["type": "RollingUpdate"]], .restart), ("ReplicaSet", [:], .newPodsOnly),
      ("Deployment", ["paused": true], .restartWhenResumed), ("Rollout", [:], .restart),
    ] as [(String, JSON, PodChange)])
  func podChanges(kind: String, spec: JSON, expected: PodChange) {
    func workload(_ image: String) -> JSON {
      var spec = spec
      spec["template"] = ["image": .string(image)]
      return ["kind": .string(kind), "spec": spec]
    }
    let path = ["spec", "template"]
    #expect(PodChange(from: workload("a"), to: workload("b"), templatePath: path) == expected)
    #expect(PodChange(from: workload("a"), to: workload("a"), templatePath: path) == PodChange.none)
    #expect(PodChange(from: nil as JSON?, to: workload("a"), templatePath: path) == nil)
    #expect(PodChange(from: ["kind": "Service"], to: ["kind": "Service"], templatePath: path) == nil)
  }
}
