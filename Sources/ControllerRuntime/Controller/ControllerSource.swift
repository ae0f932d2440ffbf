// Where a controller's keys come from.

/// A reflector, and which keys each change of its objects concerns.
public struct ControllerSource<Key: Hashable & Sendable>: Sendable {
  let run: @Sendable (_ enqueue: @escaping @Sendable (Key, QueuePriority) -> Void) async throws -> Void
  let waitUntilSynced: @Sendable () async throws -> Void
  let hasSynced: @Sendable () -> Bool
  let resourceName: String

  /// A source of keys.
  ///
  /// - Parameters:
  ///   - reflector: What follows the objects; the controller runs it.
  ///   - isAwaited: Whether an object of the first list, as it is there, waits for the controller: what was changed
  ///     while no controller ran comes before what is only looked at to be sure. It must return quickly.
  ///   - keys: The keys that a change concerns: the object's own, or its owner's; none to ignore the change. It must
  ///     return quickly.
  ///   - whenSynced: The keys that wait for the first list, whatever is in it.
  public init<Object: Sendable>(
    _ reflector: Reflector<Object>, isAwaited: @escaping @Sendable (Object) -> Bool = { _ in false },
    keys: @escaping @Sendable (StoreChange<Object>) -> [Key],
    whenSynced: (@Sendable () -> [Key])? = nil
  ) {
    let follow = { @Sendable (enqueue: @escaping @Sendable (Key, QueuePriority) -> Void) in
      try await reflector.run { change in
        // After a start everything is looked at once; what changes meanwhile, or before, somebody is waiting for.
        let isRoutine = change.isInitialList && !(change.new.map(isAwaited) ?? false)
        let priority: QueuePriority = isRoutine ? .low : .normal
        for key in keys(change) { enqueue(key, priority) }
      }
    }
    run = { enqueue in
      guard let whenSynced else { return try await follow(enqueue) }
      try await withThrowingTaskGroup { group in
        group.addTask { try await follow(enqueue) }
        try await reflector.store.waitUntilSynced()
        for key in whenSynced() { enqueue(key, .normal) }
        try await group.waitForAll()
      }
    }
    waitUntilSynced = { try await reflector.store.waitUntilSynced() }
    hasSynced = { reflector.store.hasSynced }
    resourceName = reflector.resourceName
  }

  /// A source of keys that come from elsewhere than objects.
  ///
  /// - Parameters:
  ///   - keys: The keys, each when it is to be looked at.
  ///   - name: What messages call the source.
  public init(_ keys: AsyncStream<Key>, name: String) {
    run = { enqueue in for await key in keys { enqueue(key, .normal) } }
    waitUntilSynced = {}
    hasSynced = { true }
    resourceName = name
  }

  /// A source of keys out of a store that another controller fills.
  ///
  /// - Parameters:
  ///   - keys: The keys, each when it is to be looked at.
  ///   - store: What has to be listed before anything is reconciled.
  ///   - name: What messages call the source.
  public init<Object: Sendable>(_ keys: AsyncStream<Key>, of store: Store<Object>, name: String) {
    run = { enqueue in for await key in keys { enqueue(key, .normal) } }
    waitUntilSynced = { try await store.waitUntilSynced() }
    hasSynced = { store.hasSynced }
    resourceName = name
  }
}
