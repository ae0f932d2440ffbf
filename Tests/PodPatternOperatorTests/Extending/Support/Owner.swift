import JSONTree
import KubernetesClient
import TestSupport
import Testing

/// Who an application belongs to: a tool that applies its manifest again and again, in the way of its own.
enum Owner: String, CaseIterable, Sendable, CustomTestStringConvertible {
  /// `kubectl apply`: a three-way merge with what was applied last, which an annotation remembers.
  case kubectl
  /// `kubectl apply --server-side`.
  case kubectlServerSide
  /// Argo CD as it comes: kubectl's three-way merge, as `argocd-controller`.
  case argoCD
  /// Argo CD with `ServerSideApply=true`, which forces.
  case argoCDServerSide
  /// Flux' kustomize-controller: a dry run to see whether anything differs, then a server-side apply that forces.
  case flux
  /// Helm 3: a strategic merge patch out of the last release, the new one, and the live object.
  case helm

  var testDescription: String { rawValue }
}

/// A Deployment, or a Service, in the hands of its owner.
struct OwnedApplication: Sendable {
  let owner: Owner
  let namespace: TestNamespace
  let resource: APIResource
  let directory: TemporaryDirectory
  /// What the owner applied last.
  private(set) var manifest: JSON
  private var released: JSON?

  init(_ owner: Owner, _ manifest: JSON, of resource: APIResource = .deployments, in namespace: TestNamespace) throws {
    self.resource = resource
    self.owner = owner
    self.namespace = namespace
    self.manifest = manifest
    directory = try TemporaryDirectory()
  }

  /// Has the owner change its manifest, and apply it.
  mutating func apply(_ change: (inout JSON) -> Void = { _ in }) async throws {
    change(&manifest)
    switch owner {
    case .kubectl: try await kubectl("apply")
    case .kubectlServerSide: try await kubectl("apply", "--server-side")
    case .argoCD: try await kubectl("apply", "--field-manager=argocd-controller")
    case .argoCDServerSide: try await applyServerSide(as: "argocd-controller")
    case .flux: if try await differs() { try await applyServerSide(as: "kustomize-controller") }
    case .helm: try await upgrade()
    }
    released = manifest
  }

  /// Whether the owner's tool finds that the cluster is not as its manifest says.
  func differs() async throws -> Bool {
    switch owner {
    case .kubectl, .argoCD: try await kubectlDiffers([])
    case .kubectlServerSide: try await kubectlDiffers(["--server-side"])
    case .argoCDServerSide: try await dryRunDiffers(as: "argocd-controller")
    case .flux: try await dryRunDiffers(as: "kustomize-controller")
    case .helm:
      try await live().map { ThreeWayMerge.patch(original: released ?? manifest, modified: manifest, live: $0) != [:] }
        ?? true
    }
  }

  /// The object in the cluster.
  func live() async throws -> JSON? { try await namespace.find(resource, name) }

  private var name: String { manifest["metadata", "name"]?.string ?? "" }

  private func kubectl(_ arguments: String...) async throws {
    try await Programs.succeed(try Self.program, try Self.kubeconfig + arguments + ["--filename", try file()])
  }

  /// By the exit code of `kubectl diff`: 1 where there is a difference, more for an error.
  private func kubectlDiffers(_ options: [String]) async throws -> Bool {
    let arguments = try Self.kubeconfig + ["diff"] + options + ["--filename", try file()]
    let answer = try await Programs.run(
      "/bin/bash",
      ["-c", #"text=$("$@" 2>&1); code=$?; printf '%s %s' "$code" "$text""#, "bash", try Self.program] + arguments)
    guard answer.hasPrefix("0 ") || answer.hasPrefix("1 ") else {
      throw TestSupportError(description: "kubectl diff: \(answer)")
    }
    return answer.hasPrefix("1 ")
  }

  private static var program: String {
    get throws { try #require(Programs.find("kubectl"), "kubectl, which hack/test provides") }
  }

  private static var kubeconfig: [String] {
    get throws { ["--kubeconfig", try #require(TestServer.kubeconfigPath)] }
  }

  private func file() throws -> String {
    var object = manifest
    object["metadata"]?["namespace"] = .string(namespace.name)
    let path = "\(directory.path)/manifest.json"
    try TemporaryDirectory.write(object.serializedString(), to: path)
    return path
  }

  /// An old server may answer that the operator has modified the object meanwhile, and an owner asks again. A conflict about
  /// fields is another one, and does not pass.
  @discardableResult
  private func applyServerSide(as manager: String, dryRun: Bool = false) async throws -> JSON {
    try await eventually("\(name) is applied") { () -> JSON? in
      do {
        return try await namespace.admin.apply(
          resource, namespace.key(name), manifest,
          options: ApplyOptions(fieldManager: manager, force: true, dryRun: dryRun))
      } catch let error as KubernetesError {
        guard error.isConflict, error.conflicts.isEmpty else { throw error }
        return nil
      }
    }.value
  }

  private func dryRunDiffers(as manager: String) async throws -> Bool {
    guard let live = try await live() else { return true }
    return try await applyServerSide(as: manager, dryRun: true).declared != live.declared
  }

  private func upgrade() async throws {
    guard let live = try await live() else {
      try await namespace.admin.create(
        resource, namespace: namespace.name, manifest, options: WriteOptions(fieldManager: "helm"))
      return
    }
    let patch = ThreeWayMerge.patch(original: released ?? manifest, modified: manifest, live: live)
    guard patch != [:] else { return }
    try await Programs.succeed(
      try Self.program,
      try Self.kubeconfig + [
        "--namespace", namespace.name, "patch", resource.plural, name, "--type=strategic", "--field-manager=helm",
        "--patch", patch.serializedString(),
      ])
  }
}

extension JSON {
  /// What a person declares of an object: labels, annotations and spec; not what its controller notes in annotations.
  fileprivate var declared: [JSON?] {
    let annotations = (self["metadata", "annotations"]?.object ?? [:]).filter {
      $0.key != "deployment.kubernetes.io/revision"
    }
    return [self["metadata", "labels"], .object(annotations), self["spec"]]
  }
}
