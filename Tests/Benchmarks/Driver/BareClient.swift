import JSONTree
import KubernetesClient

/// A client that only applies what the operator would, with nothing to watch and nothing to decide.
struct BareClient: Sendable {
  let session: Session
  let namespace: String
  /// What the operator writes as an object's status, with `{name}`.
  let status: JSON

  /// Applies everything for one object, one request after the other, as an operator has to.
  func apply(_ name: String) async throws {
    for manifest in session.subject.applies {
      let object = manifest.filled(["name": name])
      try await apply(object, to: APIResource(of: object), subresource: nil)
    }
  }

  /// Applies the observed object anew, with a changed annotation.
  func applyChanged(_ name: String, to value: String) async throws {
    guard let manifest = session.subject.applies.first(where: { APIResource(of: $0) == session.subject.observed })
    else {
      throw BenchmarkError("--applies: there is no \(session.subject.observed)")
    }
    var object = manifest.filled(["name": name])
    object["metadata"]?["annotations"] = ["benchmark": .string(value)]
    try await apply(object, to: session.subject.observed, subresource: nil)
  }

  /// Writes an object's status.
  func applyStatus(_ name: String) async throws {
    let object: JSON = [
      "apiVersion": .string(session.subject.resource.apiVersion), "kind": .string(session.subject.resource.kind),
      "metadata": ["name": .string(session.subject.objectName(name))], "status": status.filled(["name": name]),
    ]
    try await apply(object, to: session.subject.resource, subresource: "status")
  }

  /// Deletes all objects, and everything for them.
  func deleteAll() async throws {
    try await session.concurrently(session.names) { try await delete($0) }
  }

  /// Deletes everything for one object, and the object.
  func delete(_ name: String) async throws {
    for manifest in session.subject.applies where APIResource(of: manifest) != session.subject.resource {
      try await session.client.delete(APIResource(of: manifest), objectKey(of: manifest.filled(["name": name])))
    }
    try await session.client.delete(
      session.subject.resource, ObjectKey(namespace: namespace, name: session.subject.objectName(name)))
  }

  /// Changes one field of the observed object by a merge patch.
  func patch(_ name: String, value: String) async throws {
    try await session.client.patch(
      session.subject.observed, ObjectKey(namespace: namespace, name: name),
      mergePatch: ["metadata": ["annotations": ["benchmark": .string(value)]]])
  }

  private func apply(_ object: JSON, to resource: APIResource, subresource: String?) async throws {
    try await session.client.apply(
      resource, objectKey(of: object), object,
      options: ApplyOptions(fieldManager: "bare", force: true, subresource: subresource))
  }

  private func objectKey(of object: JSON) -> ObjectKey {
    ObjectKey(namespace: namespace, name: object["metadata", "name"]?.string ?? "")
  }
}
