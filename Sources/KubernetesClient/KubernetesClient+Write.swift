// Writing: apply, create, update, patch, delete.

import JSONTree
import NIOHTTP1

extension KubernetesClient {
  /// Makes an object have the given fields, and no others that the manager set before: server-side apply.
  ///
  /// - Guarantees: fields of other managers stay as they are. Unknown fields are errors.
  /// - Parameter object: the object with `apiVersion`, `kind`, its name, and every field that the manager wants to own;
  ///   without empty or null fields, which it would own too.
  /// - Parameter filter: which parts of the answer are kept.
  /// - Returns: the object as the server has it now, or would have it for a dry run.
  /// - Throws: ``KubernetesError`` with `conflicts` where other managers own fields and `force` is not set.
  @discardableResult
  public func apply(
    _ resource: APIResource, _ key: ObjectKey, _ object: JSON, options: ApplyOptions,
    keeping filter: JSONFilter = .everything
  ) async throws(KubernetesError) -> JSON {
    let path = try resource.path(namespace: key.namespace, name: key.name, subresource: options.subresource)
    var request = APIRequest(.PATCH, path)
    request.setBody(object, as: .apply)
    request.add("force", options.force ? "true" : "false")
    // An apply with unknown fields is refused in any case. What the server would do beside that is to read the whole object
    // once more, as strict YAML, for keys that are there twice; here they cannot be.
    return try await write(
      &request, WriteOptions(fieldManager: options.fieldManager, dryRun: options.dryRun), fieldValidation: "Ignore",
      keeping: filter)
  }

  /// Creates an object.
  ///
  /// - Throws: ``KubernetesError`` with `isAlreadyExists` where there is one of its name.
  @discardableResult
  public func create(
    _ resource: APIResource, namespace: String? = nil, _ object: JSON, options: WriteOptions = WriteOptions()
  ) async throws(KubernetesError) -> JSON {
    var request = APIRequest(.POST, try resource.path(namespace: namespace))
    request.setBody(object, as: .json)
    return try await write(&request, options)
  }

  /// Creates something by means of an object, such as a token of a service account or the eviction of a pod.
  ///
  /// - Parameter subresource: what is created: `token`, `eviction`, `binding`.
  @discardableResult
  public func create(
    _ resource: APIResource, _ key: ObjectKey, subresource: String, _ object: JSON,
    options: WriteOptions = WriteOptions()
  ) async throws(KubernetesError) -> JSON {
    let path = try resource.path(namespace: key.namespace, name: key.name, subresource: subresource)
    var request = APIRequest(.POST, path)
    request.setBody(object, as: .json)
    return try await write(&request, options)
  }

  /// Replaces an object as a whole.
  ///
  /// - Parameter object: the object; with a `metadata.resourceVersion`, only that version of it is replaced.
  /// - Throws: ``KubernetesError`` with `isConflict` where it was changed meanwhile.
  @discardableResult
  public func update(
    _ resource: APIResource, _ key: ObjectKey, _ object: JSON, subresource: String? = nil,
    options: WriteOptions = WriteOptions()
  ) async throws(KubernetesError) -> JSON {
    let path = try resource.path(namespace: key.namespace, name: key.name, subresource: subresource)
    var request = APIRequest(.PUT, path)
    request.setBody(object, as: .json)
    return try await write(&request, options)
  }

  /// Changes an object by operations on it (RFC 6902); all of them, or none where one fails.
  ///
  /// - Parameter jsonPatch: the operations: `["op": "replace", "path": "/spec/replicas", "value": 2]`.
  @discardableResult
  public func patch(
    _ resource: APIResource, _ key: ObjectKey, jsonPatch: [JSON], subresource: String? = nil,
    options: WriteOptions = WriteOptions()
  ) async throws(KubernetesError) -> JSON {
    try await patch(resource, key, .array(jsonPatch), as: .jsonPatch, subresource, options)
  }

  /// Changes an object by merging another into it (RFC 7386): null removes a field, lists are replaced as a whole.
  @discardableResult
  public func patch(
    _ resource: APIResource, _ key: ObjectKey, mergePatch: JSON, subresource: String? = nil,
    options: WriteOptions = WriteOptions()
  ) async throws(KubernetesError) -> JSON {
    try await patch(resource, key, mergePatch, as: .mergePatch, subresource, options)
  }

  /// Deletes an object.
  ///
  /// - Parameters:
  ///   - preconditions: what must be true of it.
  ///   - propagation: what happens to the objects that it owns; `nil` for the resource's default.
  ///   - dryRun: whether the server only checks the request.
  /// - Returns: the object where it still exists, since finalizers or owned objects delay its end; else a `Status`.
  /// - Throws: ``KubernetesError`` with `isNotFound` where there is none, with `isConflict` where a precondition does
  ///   not hold.
  @discardableResult
  public func delete(
    _ resource: APIResource, _ key: ObjectKey, preconditions: Preconditions = .none,
    propagation: PropagationPolicy? = nil, dryRun: Bool = false
  ) async throws(KubernetesError) -> JSON {
    var request = APIRequest(.DELETE, try resource.path(namespace: key.namespace, name: key.name))
    request.setBody(deleteOptions(preconditions, propagation, dryRun: dryRun), as: .json)
    return try await send(request).object()
  }

  private func patch(
    _ resource: APIResource, _ key: ObjectKey, _ patch: JSON, as contentType: APIRequest.ContentType,
    _ subresource: String?, _ options: WriteOptions
  ) async throws(KubernetesError) -> JSON {
    let path = try resource.path(namespace: key.namespace, name: key.name, subresource: subresource)
    var request = APIRequest(.PATCH, path)
    request.setBody(patch, as: contentType)
    return try await write(&request, options)
  }

  private func write(
    _ request: inout APIRequest, _ options: WriteOptions, fieldValidation: String = "Strict",
    keeping filter: JSONFilter = .everything
  ) async throws(KubernetesError) -> JSON {
    request.add("fieldManager", options.fieldManager ?? fieldManager)
    if options.dryRun { request.add("dryRun", "All") }
    if try await validatesFields() { request.add("fieldValidation", fieldValidation) }
    return try await send(request).object(keeping: filter)
  }

  /// Whether the server refuses unknown and duplicate fields when asked to: 1.25 and newer. Older ones do not know the
  /// parameter. A server that does not tell its version counts as old.
  private func validatesFields() async throws(KubernetesError) -> Bool {
    let validating = ServerVersion(major: 1, minor: 25)
    switch knownServerVersion.state {
    case .known(let version): return version >= validating
    case .untold: return false
    case .unknown: break
    }
    do {
      return try await serverVersion() >= validating
    } catch {
      guard error.tellsNoVersion else { throw error }
      knownServerVersion.note(nil)
      return false
    }
  }
}

extension KubernetesError {
  /// Whether a server that was asked for its version does not tell it, or something before it answers in its place.
  fileprivate var tellsNoVersion: Bool {
    isForbidden || isNotFound || isPage(code: { [403, 404].contains($0) || 200..<300 ~= $0 })
  }
}
