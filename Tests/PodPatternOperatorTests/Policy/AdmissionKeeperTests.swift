import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI
import TestSupport
import Testing

@testable import PodPatternOperator

@Suite("What the API server is told of policies", .enabled(AdmissionStage.requirement, AdmissionStage.isAvailable))
struct AdmissionKeeperTests {
  private static let delivering: JSON = [
    "enforcement": "Enforce", "delivery": "Admission", "validation": ["action": "Deny"],
    "patterns": [["name": "proxy", "ambassador": ["container": ["image": "example.com/proxy:1"]]]],
  ]
  private static let all: Set = [
    "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
  ]

  private static func changing(_ field: String, _ value: JSON?) -> JSON {
    var spec = delivering
    spec[field] = value
    return spec
  }

  /// What changes with the spec alone: the server's own controllers write a status.
  private static func generations(_ objects: [String: JSON]) -> [String: JSON] {
    objects.compactMapValues { $0["metadata", "generation"] }
  }

  @Test("It has all of it, which belongs to the policy, and nothing is written again after a start")
  func tells() async throws {
    try await AdmissionStage.with { stage in
      try await stage.carryOut(Self.delivering, by: stage.keeper())
      let objects = try await stage.objects()
      #expect(Set(objects.keys) == Self.all)
      let owners = objects.values.map { $0["metadata", "ownerReferences"]?.array?.first?["name"]?.string }
      #expect(owners.allSatisfy { $0 == stage.name })
      let start = try TestServer.auditTrail().end()
      try await stage.carryOut(Self.delivering, by: stage.keeper())
      #expect(Self.generations(try await stage.objects()) == Self.generations(objects))
      let name = AdmissionPolicies.name(of: stage.name)
      // The operator has asked for each, and then the test, all of which is written down in this order.
      let requests = try await eventually("the requests are written down") {
        let requests = try TestServer.auditTrail().requests(from: start).filter { $0.name == name }
        return requests.count >= 2 * Self.all.count ? requests : nil
      }.value
      #expect(requests.filter { $0.isWrite && $0.user.hasSuffix(":podpattern-system:podpattern") } == [])
    }
  }

  @Test("What somebody changes or deletes is put back")
  func drift() async throws {
    try await AdmissionStage.with { stage in
      let keeper = stage.keeper()
      try await stage.carryOut(Self.delivering, by: keeper)
      let resources = APIResource.admissionPolicies(mutating: "v1")
      let policy = try #require(resources.first { $0.kind == "MutatingAdmissionPolicy" })
      let binding = try #require(resources.first { $0.kind == "ValidatingAdmissionPolicyBinding" })
      try await stage.admin.patch(policy, stage.id(policy).key, mergePatch: ["spec": ["failurePolicy": "Ignore"]])
      try await stage.admin.delete(binding, stage.id(binding).key)
      try await stage.carryOut(Self.delivering, by: keeper)
      let objects = try await stage.objects()
      #expect(Set(objects.keys) == Self.all)
      #expect(objects["MutatingAdmissionPolicy"]?["spec", "failurePolicy"] == "Fail")
    }
  }

  @Test("It means more Pods when the policy does", arguments: ["namespaceSelector", "workloadSelector"])
  func widens(selector: String) async throws {
    try await AdmissionStage.with { stage in
      let keeper = stage.keeper()
      let field = selector == "workloadSelector" ? "objectSelector" : selector
      for labels in [["team": "a", "tier": "web"], ["team": "a"]] as [JSON] {
        try await stage.carryOut(Self.changing("match", [selector: ["matchLabels": labels]]), by: keeper)
        for (kind, object) in try await stage.objects() where !kind.hasSuffix("Binding") {
          var live = object["spec", "matchConstraints", field]?["matchLabels"]
          live?["of"] = Optional.none
          #expect(live == labels, "\(kind)")
        }
      }
      try await stage.carryOut(Self.delivering, by: keeper)
      let objects = try await stage.objects()
      #expect(objects["MutatingAdmissionPolicy"]?["spec", "matchConstraints", field, "matchLabels", "team"] == nil)
    }
  }

  @Test("What the policy wants no longer is deleted")
  func withdraws() async throws {
    try await AdmissionStage.with { stage in
      let keeper = stage.keeper()
      try await stage.carryOut(Self.delivering, by: keeper)
      try await stage.carryOut(Self.changing("enforcement", "Audit"), by: keeper)
      let objects = try await stage.objects()
      #expect(Set(objects.keys) == ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"])
      #expect(objects["ValidatingAdmissionPolicyBinding"]?["spec", "validationActions"] == ["Audit"])
      var template = Self.changing("delivery", "Template")
      template["validation"] = Optional.none
      try await stage.carryOut(template, by: keeper)
      #expect(try await stage.objects().isEmpty)
    }
  }

  @Test("Who may not even ask tells of the right that it wants, and needs none where nothing is wanted")
  func forbidden() async throws {
    try await AdmissionStage.with { stage in
      let refusal = await #expect(throws: AdmissionKeeper.Refusal.self) {
        try await stage.carryOut(Self.delivering, by: stage.keeper(as: "nobody"))
      }
      #expect(refusal?.message.hasSuffix("; deploy/admission-rights.yaml grants it") == true)
      var template = Self.changing("delivery", "Template")
      template["validation"] = Optional.none
      try await stage.carryOut(template, by: stage.keeper(as: "nobody"))
    }
  }

  @Test("Nothing is written where the server refuses a part of it, or has something of that name")
  func refuses() async throws {
    try await AdmissionStage.with { stage in
      let broken = Self.changing(
        "validation", ["action": "Deny", "expressions": [["expression": "object.nonsense(", "message": "m"]]])
      let refusal = await #expect(throws: AdmissionKeeper.Refusal.self) {
        try await stage.carryOut(broken, by: stage.keeper())
      }
      #expect(refusal?.message.contains("compilation failed") == true, "\(refusal?.message ?? "")")
      #expect(try await stage.objects().isEmpty)

      let resource = try #require(APIResource.admissionPolicies(mutating: "v1").last)
      let name = AdmissionPolicies.name(of: stage.name)
      try await stage.admin.create(
        resource,
        [
          "apiVersion": .string(resource.apiVersion), "kind": .string(resource.kind),
          "metadata": ["name": .string(name)], "spec": ["policyName": "other", "validationActions": ["Warn"]],
        ])
      let taken = await #expect(throws: AdmissionKeeper.Refusal.self) {
        try await stage.carryOut(Self.delivering, by: stage.keeper())
      }
      #expect(taken?.message.contains("is not of this ClusterPodPattern") == true, "\(taken?.message ?? "")")
      #expect(try await stage.objects().count == 1)
    }
  }
}
