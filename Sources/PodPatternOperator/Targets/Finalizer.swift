import ControllerRuntime
import JSONTree
import KubernetesClient
import PodPatternAPI

/// Keeps a PodPattern that extends somebody else's objects until these are given back.
struct Finalizer: Sendable {
  static let name = "podpattern.dev/release"

  let client: KubernetesClient
  let podPatterns: Store<StoredPodPattern>

  /// Adds the finalizer where it is missing.
  func add(to observed: ObservedPodPattern) async throws(KubernetesError) {
    guard !observed.finalizers.contains(Self.name) else { return }
    let identity = observed.identity
    var metadata = ObjectID(resource: .podPatterns, key: identity.key).metadata(uid: identity.uid)
    metadata["finalizers"] = [.string(Self.name)]
    let answer = try await client.apply(
      .podPatterns, identity.key,
      ["apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind), "metadata": metadata],
      options: ApplyOptions(fieldManager: fieldManager, force: true))
    podPatterns.record(answer, key: identity.key)
  }

  /// Removes the finalizer where it is there, whoever has set it.
  func remove(from observed: ObservedPodPattern) async throws(KubernetesError) {
    guard let index = observed.finalizers.firstIndex(of: Self.name) else { return }
    let path = JSON.string("/metadata/finalizers/\(index)")
    do {
      let answer = try await client.patch(
        .podPatterns, observed.identity.key,
        jsonPatch: [
          ["op": "test", "path": "/metadata/uid", "value": .string(observed.identity.uid)],
          ["op": "test", "path": path, "value": .string(Self.name)], ["op": "remove", "path": path],
        ])
      podPatterns.record(answer, key: observed.identity.key)
    } catch {
      guard error.isNotFound else { throw error }
    }
  }
}

extension Store<StoredPodPattern> {
  /// Takes over the server's answer to a write.
  func record(_ answer: JSON, key: ObjectKey) {
    record(ServerObject(answer, key: key))
  }
}

extension ServerObject<StoredPodPattern> {
  /// The server's answer to a write.
  init(_ answer: JSON, key: ObjectKey) {
    self.init(
      key: key, resourceVersion: answer["metadata", "resourceVersion"]?.string ?? "",
      content: Result { try StoredPodPattern(answer) })
  }
}
