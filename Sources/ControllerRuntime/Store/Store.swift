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
  /// Held while changes are told of, so that they come in order.
  private let telling = Mutex(())
  private let listener = Mutex<(@Sendable (StoreChange<Object>) -> Void)?>(nil)
  private let synced = Gate()

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

  /// Replaces everything by a complete list of that version, and calls `emit` with each change.
  func replace(
    with list: some Sequence<ServerObject<Object>>, at version: ResourceVersion,
    emit: (StoreChange<Object>) -> Void
  ) {
    telling.withLock { _ in
      let changes = contents.withLock { $0.replace(with: list, at: version) }
      changes.forEach(emit)
    }
    // Opened last: whoever waits for it finds the changes of the first list emitted.
    synced.open()
  }

  /// Whether it has that version of an object or a newer one; such a version can tell it nothing.
  @Sendable func has(_ key: ObjectKey, resourceVersion: String) -> Bool {
    contents.withLock { $0.has(key, resourceVersion) }
  }

  /// Takes over an event of a watch, and calls `emit` with the change if it is one.
  func apply(_ event: ObjectEvent<Object>, emit: (StoreChange<Object>) -> Void) {
    telling.withLock { _ in
      let change = contents.withLock { contents in
        contents.apply(event).flatMap { contents.withhold($0, event.resourceVersion) ? nil : $0 }
      }
      if let change { emit(change) }
    }
  }

  /// Names who is told of the changes that were kept back while their object was being written.
  func listen(_ listener: @escaping @Sendable (StoreChange<Object>) -> Void) {
    self.listener.withLock { $0 = listener }
  }

  /// Ends a write, and tells the listener of what was kept back because of it.
  func tell(_ endWrite: (inout StoreContents<Object>) -> [StoreChange<Object>]) {
    telling.withLock { _ in
      let changes = contents.withLock { endWrite(&$0) }
      guard !changes.isEmpty, let listener = listener.withLock({ $0 }) else { return }
      changes.forEach(listener)
    }
  }
}
