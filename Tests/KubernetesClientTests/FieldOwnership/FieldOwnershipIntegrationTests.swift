import JSONTree
import TestSupport
import Testing

@testable import KubernetesClient

// Needs a real API server: PODPATTERN_TEST_KUBECONFIG names its kubeconfig, and hack/test provides both.
@Suite(.enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"))
struct FieldOwnershipIntegrationTests {
  private static let manager = "podpattern/x"

  /// How the owner of a Deployment writes it.
  enum Owner: CaseIterable { case serverSideApply, clientSideApply }

  @Test(arguments: Owner.allCases)
  func withoutWhatWasAddedItIsItsOwnersAgain(owner: Owner) async throws {
    try await TestServer.withNamespace { client, namespace in
      let key = ObjectKey(namespace: namespace, name: "app")
      let ownersSpec = try await owner.create(client, key)
      let canReleaseProbes = try await client.serverVersion() >= ServerVersion(major: 1, minor: 25)
      let extended = try await apply(
        client, .deployments, key, ExtendedManifest.addition(hasProbe: canReleaseProbes))
      #expect(extended["spec"] != ownersSpec)
      #expect(extended["metadata", "annotations"]?["example.com/extended"] == "true")

      let rest = extended.withoutFields(ownedOnlyBy: Self.manager)
      #expect(rest["spec"] == ownersSpec)
      #expect(rest["metadata", "annotations"]?["example.com/extended"] == nil)
      #expect(rest["metadata", "managedFields"] == extended["metadata", "managedFields"])
      let index = try #require(FieldOwnership(of: extended).index(of: Self.manager))
      #expect(extended["metadata", "managedFields"]?.array?[index]["manager"]?.string == Self.manager)

      try await changeImagesOfAddedContainers(client, key)
      let changed = try await owner.changeImage(client, key).withoutFields(ownedOnlyBy: Self.manager)
      #expect(changed["spec"] == ExtendedManifest.withChangedImage(ownersSpec))
      let released = try await apply(client, .deployments, key, ["apiVersion": "apps/v1", "kind": "Deployment"])
      #expect(released["spec"] == changed["spec"])
    }
  }

  @Test func aServiceIsItsOwnersAgain() async throws {
    try await TestServer.withNamespace { client, namespace in
      let key = ObjectKey(namespace: namespace, name: "app")
      func service(_ ports: JSON...) -> JSON {
        ["apiVersion": "v1", "kind": "Service", "spec": ["ports": .array(ports)]]
      }
      var ownersService = service(["port": 9200])
      ownersService["metadata"] = ["name": .string(key.name)]
      let owners = try await client.create(.services, namespace: namespace, ownersService)
      let extended = try await apply(
        client, .services, key,
        service(
          ["port": 9200, "protocol": "TCP", "name": "http"], ["port": 9114, "protocol": "TCP", "name": "metrics"]))
      #expect(extended["spec"]?["ports"]?.array?.count == 2)
      #expect(extended.withoutFields(ownedOnlyBy: Self.manager)["spec"] == owners["spec"])
    }
  }

  @Test func fieldsOfARealServerAreWrittenAsTheyWereRead() async throws {
    try await TestServer.withNamespace { client, namespace in
      let key = ObjectKey(namespace: namespace, name: "app")
      _ = try await Owner.clientSideApply.create(client, key)
      let extended = try await apply(client, .deployments, key, ExtendedManifest.addition(hasProbe: true))
      let entries = try #require(extended["metadata", "managedFields"]?.array)
      #expect(entries.count >= 2)
      for fields in entries.compactMap({ $0["fieldsV1"] }) { #expect(FieldSet(fieldsV1: fields).fieldsV1 == fields) }
    }
  }

  @Test func everyCauseOfAConflictIsAPath() async throws {
    try await TestServer.withNamespace { client, namespace in
      // A server of version 1.20 names one field several times, and others not at all.
      let namesEachField = try await client.serverVersion() >= ServerVersion(major: 1, minor: 25)
      for (resource, wanted) in ConflictingManifest.all {
        let key = ObjectKey(namespace: namespace, name: "app")
        let live = try await apply(client, resource, key, wanted("owner's"), manager: "the \"owner\"")
        let error = await error(of: { try await apply(client, resource, key, wanted("another")) })
        let conflicts = try #require(error?.conflicts)
        let fields = try #require(ConflictingManifest.fields[resource.kind])
        #expect(
          namesEachField ? conflicts.map(\.field).sorted() == fields : conflicts.count == fields.count, "\(conflicts)")
        for conflict in conflicts {
          let path = try #require(ManagedFieldPath(conflict.field), "\(conflict)")
          #expect(path.description == conflict.field)
          #expect(live[path] != nil && live[path] == wanted("owner's")[path], "\(conflict)")
          #expect(FieldOwnership(of: live).managers(of: path) == [conflict.manager], "\(conflict)")
        }
      }
    }
  }

  /// As `kubectl set image` does, whose changes are a manager's of their own.
  private func changeImagesOfAddedContainers(_ client: KubernetesClient, _ key: ObjectKey) async throws {
    try await client.patch(
      .deployments, key,
      jsonPatch: ["/containers/1", "/initContainers/0"].map {
        ["op": "replace", "path": .string("/spec/template/spec\($0)/image"), "value": "another"]
      }, options: WriteOptions(fieldManager: "kubectl-set"))
  }

  private func apply(
    _ client: KubernetesClient, _ resource: APIResource, _ key: ObjectKey, _ content: JSON,
    manager: String = Self.manager
  ) async throws -> JSON {
    var object = content
    var metadata = content["metadata"] ?? [:]
    metadata["name"] = .string(key.name)
    object["metadata"] = metadata
    return try await client.apply(resource, key, object, options: ApplyOptions(fieldManager: manager))
  }
}

extension FieldOwnershipIntegrationTests.Owner {
  /// Creates the owner's Deployment, and returns its spec with what the server filled in.
  func create(_ client: KubernetesClient, _ key: ObjectKey) async throws -> JSON? {
    switch self {
    case .serverSideApply:
      try await client.apply(
        .deployments, key, ExtendedManifest.owners, options: ApplyOptions(fieldManager: "owner"))["spec"]
    case .clientSideApply:
      try await client.create(
        .deployments, namespace: key.namespace, ExtendedManifest.owners,
        options: WriteOptions(fieldManager: "kubectl-client-side-apply"))["spec"]
    }
  }

  func changeImage(_ client: KubernetesClient, _ key: ObjectKey) async throws -> JSON {
    switch self {
    case .serverSideApply:
      var manifest = ExtendedManifest.owners
      manifest["spec"] = ExtendedManifest.withChangedImage(manifest["spec"])
      return try await client.apply(.deployments, key, manifest, options: ApplyOptions(fieldManager: "owner"))
    case .clientSideApply:
      let options = WriteOptions(fieldManager: "kubectl-client-side-apply")
      try await client.patch(
        .deployments, key, mergePatch: ["metadata": ["annotations": ["changed": "true"]]], options: options)
      return try await client.patch(
        .deployments, key,
        jsonPatch: [["op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "app:2"]],
        options: options)
    }
  }
}
