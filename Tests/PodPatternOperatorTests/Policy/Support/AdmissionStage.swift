import JSONTree
import KubernetesClient
import Logging
import PatternLibrary
import PodPatternAPI
import TestSupport
import Testing

@testable import PodPatternOperator

/// A policy on the API server that all suites share, and what keeps that server's own policies, under the rights of `deploy/`.
///
/// No operator looks after it: those of other suites look after single namespaces.
struct AdmissionStage: Sendable {
  let admin: KubernetesClient
  let client: KubernetesClient
  let name: String

  static let requirement: Comment = "\(TestServer.requirement(minor: 36))"

  static func isAvailable() async throws -> Bool {
    guard TestCluster.isAvailable else { return false }
    return try await TestServer.serves("mutatingadmissionpolicies", group: AdmissionPolicies.group, version: "v1")
  }

  /// Runs a test; everything of it is deleted afterwards.
  static func with(_ body: @Sendable (AdmissionStage) async throws -> Void) async throws {
    try await TestServer.withClient { admin in
      try await TestServer.withClient(TestServer.operatorConfiguration()) { client in
        let name = "policy-\(String(UInt32.random(in: .min ... .max), radix: 36))"
        let stage = AdmissionStage(admin: admin, client: client, name: name)
        do {
          try await body(stage)
        } catch {
          try await stage.clean()
          throw error
        }
        try await stage.clean()
      }
    }
  }

  /// One that has asked the server nothing yet, as after a start.
  ///
  /// - Parameter user: as whom it asks; `nil` for the operator.
  func keeper(as user: String? = nil) -> AdmissionKeeper {
    AdmissionKeeper(
      client: user.map { admin.acting(as: Impersonation(user: $0)) } ?? client,
      composer: Composer(CompositionOptions(capabilities: ClusterCapabilities(nativeSidecars: true))),
      ownNamespace: "podpattern-system", interval: .zero, memory: AdmissionMemory(interval: .zero))
  }

  /// Applies the policy, for a namespace that there is none of.
  func apply(_ spec: JSON) async throws -> ObservedPolicy {
    var content = spec
    var labels = spec["match", "namespaceSelector", "matchLabels"] ?? [:]
    labels["of"] = .string(name)
    var match = spec["match"] ?? [:]
    match["namespaceSelector"] = ["matchLabels": labels]
    content["match"] = match
    let answer = try await admin.apply(
      .clusterPodPatterns, ObjectKey(name: name),
      [
        "apiVersion": .string(ClusterPodPattern.apiVersion), "kind": .string(ClusterPodPattern.kind),
        "metadata": ["name": .string(name)], "spec": content,
      ], options: ApplyOptions(fieldManager: "user", force: true))
    return try ObservedPolicy(answer)
  }

  /// Has the server be told.
  func carryOut(_ spec: JSON, by keeper: AdmissionKeeper) async throws {
    let policy = try await apply(spec)
    _ = try await keeper.carryOut(
      policy.content.get(), of: policy, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// What the server has, by kind.
  func objects() async throws -> [String: JSON] {
    var objects: [String: JSON] = [:]
    for resource in APIResource.admissionPolicies(mutating: "v1") {
      objects[resource.kind] = try await admin.find(id(resource))
    }
    return objects
  }

  func id(_ resource: APIResource) -> ObjectID {
    ObjectID(resource: resource, key: ObjectKey(name: AdmissionPolicies.name(of: name)))
  }

  private func clean() async throws {
    let ids = APIResource.admissionPolicies(mutating: "v1").map(id)
    for id in ids + [ObjectID(resource: .clusterPodPatterns, key: ObjectKey(name: name))] {
      do {
        try await admin.delete(id.resource, id.key)
      } catch {
        guard error.isNotFound else { throw error }
      }
    }
  }
}
