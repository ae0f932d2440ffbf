// A policy in force on a real API server, for one namespace.

import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI
import TestSupport
import Testing

struct AdmissionServer: Sendable {
  let client: KubernetesClient
  let namespace: String

  static let requirement: Comment = "\(TestServer.requirement(minor: 36))"

  static func isAvailable() async throws -> Bool {
    try await TestServer.serves(
      "mutatingadmissionpolicies", group: "admissionregistration.k8s.io", version: "v1")
  }

  /// Runs a test with a policy in force for the Pods of a namespace, which has the policy's name as a label.
  ///
  /// - Parameters:
  ///   - manifest: the policy, with the namespace's name given to it.
  ///   - sign: a Pod by which one sees that the policy is in force, and whether it is.
  static func withPolicy(
    warnings: WarningLog = WarningLog(), _ manifest: (_ namespace: String) throws -> String,
    sign: (pod: JSON, isGiven: @Sendable (Result<JSON, KubernetesError>) -> Bool),
    _ test: (AdmissionServer) async throws -> Void
  ) async throws {
    try await TestServer.withNamespace(warnings: warnings) { client, namespace in
      let server = AdmissionServer(client: client, namespace: namespace)
      try await server.createServiceAccount()
      let objects = try Policy.objects(try manifest(namespace)).map { object in
        // Suites may run side by side.
        var text = object
        text["metadata"]?["name"] = .string("\(namespace).podpattern.dev")
        if object["spec", "policyName"] != nil { text["spec"]?["policyName"] = .string("\(namespace).podpattern.dev") }
        return text
      }
      do {
        for object in objects { try await client.create(resource(object), object) }
        try await eventually("the policy is in force") {
          sign.isGiven(await server.result(of: sign.pod)) ? true : nil
        }
        try await test(server)
      } catch {
        try await delete(objects, client)
        throw error
      }
      try await delete(objects, client)
    }
  }

  /// As kube-controller-manager does, which need not be there.
  private func createServiceAccount() async throws {
    let account: JSON = ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "default"]]
    do {
      try await client.create(.serviceAccounts, namespace: namespace, account)
    } catch {
      guard error.isAlreadyExists else { throw error }
    }
  }

  private static func delete(_ objects: [JSON], _ client: KubernetesClient) async throws {
    for object in objects {
      do {
        try await client.delete(resource(object), ObjectKey(name: object["metadata", "name"]?.string ?? ""))
      } catch {
        guard error.isNotFound else { throw error }
      }
    }
  }

  static func resource(_ object: JSON) -> APIResource {
    let kind = object["kind"]?.string ?? ""
    let plural = kind.lowercased().hasSuffix("policy") ? "\(kind.lowercased().dropLast())ies" : "\(kind.lowercased())s"
    return APIResource(
      group: "admissionregistration.k8s.io", version: "v1", kind: kind, plural: plural, isNamespaced: false)
  }

  /// What the server makes of a new Pod, which is not kept.
  func created(_ pod: JSON) async throws(KubernetesError) -> JSON {
    try await client.create(.pods, namespace: namespace, pod, options: WriteOptions(dryRun: true))
  }

  func result(of pod: JSON) async -> Result<JSON, KubernetesError> {
    do { return .success(try await created(pod)) } catch { return .failure(error) }
  }
}

extension JSON {
  /// A Pod with one container.
  static func pod(
    name: String = "web", metadata: JSONObject = [:], container: JSONObject = [:], spec: JSONObject = [:]
  ) -> JSON {
    let web: JSONObject = ["name": "web", "image": "example.com/web:1"]
    return [
      "apiVersion": "v1", "kind": "Pod",
      "metadata": .object(metadata.merging(["name": .string(name)]) { $1 }),
      "spec": .object(spec.merging(["containers": [.object(web.merging(container) { $1 })]]) { own, _ in own }),
    ]
  }

  /// The names in a list of the spec.
  func names(_ list: String) -> [String] {
    (self["spec"]?[list]?.array ?? []).compactMap { $0["name"]?.string }
  }

  /// The first container.
  var web: JSON { self["spec", "containers"]?.array?.first ?? .null }
}
