// The local copy of a resource's objects, which reconcilers read instead of asking the API server.
import KubernetesClient
import Synchronization

/// The objects of one resource by key, as last seen on the server.
///
/// - Expected flow: a ``Reflector`` fills it; reconcilers read it once ``waitUntilSynced()`` has returned.
/// - Guarantees: every read sees one consistent state. A relist replaces everything at once. A change is readable before
///   the ``StoreChange`` that tells of it is emitted. The store holds what the reflector's decoding kept, nothing else.
/// - Assumptions: one reflector writes to it. Whoever is told of a change does not write before that is over.
/// - Caveats: it lags behind the server. While the server cannot be reached it goes on answering with the last state.
///   An object that has become undecodable is still found in its last good state; ``problem(of:)`` tells.
/// - Errors: none, but for the cancellation of a wait.
public final class Store<Object: Sendable>: Sendable {
  let contents = Mutex(StoreContents<Object>())
  /// Held while changes are told, so that they come in order.
  private let listener = Mutex(Listener())
  private let synced = Gate()

  /// Who is told of changes; a type of its own, since a closure in a generic mutex is wrapped anew by every access.
  private struct Listener {
    var tell: (@Sendable (StoreChange<Object>) -> Void)?
  }

  /// An empty store that has not synced.
  public init() {}

  /// The object of that name, in its last good state; `nil` where the server has none.
  public func get(_ key: ObjectKey) -> Object? { contents.withLock { $0[key] } }

  /// All objects by key.
  public var all: [ObjectKey: Object] { contents.withLock { $0.objects } }

  /// Why the present version of an object cannot be decoded; `nil` where it can, and where there is none.
  public func problem(of key: ObjectKey) -> UndecodableObject? { contents.withLock { $0.problem(of: key) } }

  /// Whether the first list is complete.
  public var hasSynced: Bool { synced.isOpen }

  /// Returns once the first list is complete.
  ///
  /// - Throws: `CancellationError` when the task is cancelled first.
  public func waitUntilSynced() async throws { try await synced.wait() }

  /// Names who is told of changes from now on; `nil` for nobody.
  func listen(_ tell: (@Sendable (StoreChange<Object>) -> Void)?) { listener.withLock { $0.tell = tell } }

  /// Replaces everything by a complete list of that version.
  func replace(with list: some Sequence<ServerObject<Object>>, at version: ResourceVersion) {
    change { $0.replace(with: list, at: version) }
    // Opened last: whoever waits for it finds the changes of the first list told.
    synced.open()
  }

  /// Whether it has that version of an object or a newer one; such a version can tell it nothing.
  @Sendable func has(_ key: ObjectKey, resourceVersion: String) -> Bool {
    contents.withLock { $0.has(key, resourceVersion) }
  }

  /// Takes over an event of a watch.
  func apply(_ event: ObjectEvent<Object>) { change { $0.apply(event) } }

  /// Changes the contents, then tells of what has changed by that.
  func change(_ body: (inout StoreContents<Object>) -> [StoreChange<Object>]) {
    listener.withLock { listener in
      let changes = contents.withLock { body(&$0) }
      if let tell = listener.tell { changes.forEach(tell) }
    }
  }
}
