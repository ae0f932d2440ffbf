// Where a reflector gets its objects from.
import KubernetesClient

/// Lists and watches the objects of one resource.
///
/// - Expected flow: a ``Reflector`` lists once, as a stream if it can, then watches from the list's version, again and again.
/// - Guarantees (by the implementation): `deliver` is awaited before the next page or event is read, so a slow receiver
///   slows the server down instead of filling memory. A watch that receives no byte for about 70 s throws a transport error
///   of kind `stalled`: nobody else would notice a connection that died in silence.
/// - Assumptions: a list without a version is consistent: it is at least as new as every answer given before.
/// - Caveats: returning means that the server ended the request. A list that returns before its last page was cut.
/// - Errors: `KubernetesError`, also for an `ERROR` event within a watch; any other error counts as a failed request.
public protocol ListWatcher<Object>: Sendable {
  /// What an item is decoded to.
  associatedtype Object: Sendable

  /// The resource as log messages name it, for example `deployments.apps`.
  var resourceName: String { get }

  /// Lists all objects, page by page.
  ///
  /// - Parameters:
  ///   - pageSize: The most objects in a page; `nil` asks for everything at once.
  ///   - deliver: Receives every page, in order.
  func list(pageSize: Int?, deliver: @Sendable (ObjectPage<Object>) async -> Void) async throws

  /// Streams all objects as changed ones, then ``ObjectEvent/initialEventsEnd(resourceVersion:)``, then their changes.
  ///
  /// - Parameters:
  ///   - resourceVersion: The version that the objects must be as new as; `nil` for the newest.
  ///   - timeoutSeconds: After how many seconds the server is to end the request.
  ///   - isKnown: Whether the content of a version is known; it may come as ``ObjectEvent/known(_:resourceVersion:)``
  ///     then, once the list is complete.
  ///   - deliver: Receives every event, in order.
  /// - Throws: A `KubernetesError` with `isStreamingListRefused` where there is no such thing.
  func streamingList(
    notOlderThan resourceVersion: String?, timeoutSeconds: Int,
    isKnown: @escaping @Sendable (ObjectKey, String) -> Bool,
    deliver: @Sendable (ObjectEvent<Object>) async -> Void
  ) async throws

  /// Watches all objects, with bookmarks.
  ///
  /// - Parameters:
  ///   - resourceVersion: The version after which events are wanted.
  ///   - timeoutSeconds: After how many seconds the server is to end the watch.
  ///   - isKnown: Whether the content of a version is known; it may come as ``ObjectEvent/known(_:resourceVersion:)`` then.
  ///   - deliver: Receives every event, in order.
  func watch(
    from resourceVersion: String, timeoutSeconds: Int, isKnown: @escaping @Sendable (ObjectKey, String) -> Bool,
    deliver: @Sendable (ObjectEvent<Object>) async -> Void
  ) async throws
}
