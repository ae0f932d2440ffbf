import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

/// The schema and its rules on a real API server beside the Swift code: both have to decide alike.
@Suite(
  "The API server and the Swift code agree",
  .enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"))
struct ServerAgreementTests {
  private static let podPatterns = APIResource(
    group: PodPattern.group, version: PodPattern.version, kind: PodPattern.kind, plural: PodPattern.plural,
    isNamespaced: true)
  private static let clusterPodPatterns = APIResource(
    group: ClusterPodPattern.group, version: ClusterPodPattern.version, kind: ClusterPodPattern.kind,
    plural: ClusterPodPattern.plural, isNamespaced: false)

  /// The manifests that tests try: each change, hostile texts in each field, and one thing that is missing.
  private static func manifests() throws -> [(what: String, manifest: JSON)] {
    let changes = try Change.all.map { ($0.testDescription, try $0.manifest()) }
    let hostile = try StringField.all().flatMap { field in
      try ["a;}", "a\nb", "a\0b", "\"", ""].map {
        ("\(field.path) = \($0)", try field.manifest(with: $0))
      }
    }
    return changes + hostile
  }

  /// Rules in CEL, and the strict check for unknown fields, came with Kubernetes 1.25. Older servers take more; they
  /// take less only where they mistake an empty text for null, as they did before 1.23.
  @Test("What one refuses the other refuses")
  func decisions() async throws {
    try await TestServer.withNamespace { client, namespace in
      let isComplete = try await client.serverVersion() >= ServerVersion(major: 1, minor: 25)
      for (what, manifest) in try Self.manifests() {
        let problems = Sample.problems(of: manifest)
        guard isComplete || (problems.isEmpty && !manifest.hasEmptyText) else { continue }
        let refusal = try await refusal(of: manifest, client, namespace)
        #expect((refusal == nil) == problems.isEmpty, "\(what): \(refusal ?? "accepted"), but \(problems)")
      }
    }
  }

  @Test("What the server stores of a manifest reads as the manifest does")
  func defaults() async throws {
    try await TestServer.withNamespace { client, namespace in
      for manifest in [
        try Sample.manifest(), try Sample.manifest("spec", Self.sparse), try Sample.manifest("spec", Sample.extending),
      ] {
        let stored = try await create(manifest, client, namespace)
        #expect(try PodPattern.decode(stored).spec == PodPattern.decode(manifest).spec)
      }
      let policies = [
        try Sample.parse(Sample.policy), try Sample.manifest("spec", ["match": [:]], of: Sample.parse(Sample.policy)),
      ]
      for manifest in policies {
        let stored = try await create(manifest, client, namespace)
        #expect(try ClusterPodPattern.decode(stored).spec == ClusterPodPattern.decode(manifest).spec)
      }
    }
  }

  /// Little, and `null` where a field can be left out.
  private static let sparse: JSON = [
    "suspend": nil, "application": nil, "patterns": nil,
    "workload": [
      "replicas": nil, "template": ["spec": ["containers": [["name": "a", "image": "a"]]]],
      "service": ["ports": [["port": 80]]],
    ],
  ]

  /// What the server says against a manifest; `nil` where it takes it.
  private func refusal(of manifest: JSON, _ client: KubernetesClient, _ namespace: String) async throws -> String? {
    do {
      _ = try await create(manifest, client, namespace)
      return nil
    } catch let error as KubernetesError where error.status != nil {
      return error.description
    }
  }

  private func create(_ manifest: JSON, _ client: KubernetesClient, _ namespace: String) async throws -> JSON {
    let options = WriteOptions(dryRun: true)
    if manifest["kind"]?.string == ClusterPodPattern.kind {
      return try await client.create(Self.clusterPodPatterns, manifest, options: options)
    }
    var manifest = manifest
    if manifest["metadata"] != nil { manifest["metadata"]?["namespace"] = .string(namespace) }
    return try await client.create(Self.podPatterns, namespace: namespace, manifest, options: options)
  }
}

extension JSON {
  fileprivate var hasEmptyText: Bool {
    switch self {
    case .string(let text): text.isEmpty
    case .array(let elements): elements.contains(where: \.hasEmptyText)
    case .object(let members): members.values.contains(where: \.hasEmptyText)
    default: false
    }
  }
}
