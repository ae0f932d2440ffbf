import JSONTree
import KubernetesClient
import Synchronization

/// The driver's own watch of a resource: the objects as they are now, by name, and waiting for what they become.
final class ObjectWatch: Sendable {
  private struct Waiter {
    let isMet: @Sendable (State) -> Bool
    let continuation: CheckedContinuation<ContinuousClock.Instant, any Error>
  }

  private struct State {
    var objects: [String: JSON] = [:]
    /// The names of the objects for which the condition holds.
    var matching: Set<String> = []
    var nextWaiter = 0
    var waiters: [Int: Waiter] = [:]
  }

  private let state = Mutex(State())
  private let condition: @Sendable (JSON) -> Bool
  private let patience: Duration

  private init(patience: Duration, condition: @escaping @Sendable (JSON) -> Bool) {
    self.patience = patience
    self.condition = condition
  }

  /// Watches while the body runs.
  ///
  /// - Parameters:
  ///   - namespace: where; `nil` for everywhere.
  ///   - condition: what ``untilMatching(_:)`` counts.
  /// - Throws: what the body throws, or what ended the watch early.
  static func with<Result: Sendable>(
    _ session: Session, _ resource: APIResource, namespace: String?,
    condition: @escaping @Sendable (JSON) -> Bool = { _ in true },
    _ body: @escaping @Sendable (ObjectWatch) async throws -> Result
  ) async throws -> Result {
    let watch = ObjectWatch(patience: session.patience, condition: condition)
    var version = ""
    for try await page in session.client.list(resource, namespace: namespace) {
      for object in page.items { watch.take(object) }
      version = page.resourceVersion
    }
    let events = session.client.watch(resource, namespace: namespace, from: version, timeoutSeconds: 86_400)
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask {
        for try await event in events { watch.take(event) }
        throw BenchmarkError("the watch of \(resource) has ended")
      }
      group.addTask { try await body(watch) }
      guard let result = try await group.next() ?? nil else { throw CancellationError() }
      group.cancelAll()
      return result
    }
  }

  /// Waits until the condition holds for so many objects.
  ///
  /// - Returns: when it came to be so.
  func untilMatching(_ count: Int) async throws -> ContinuousClock.Instant {
    try await until("\(count) objects") { $0.matching.count >= count }
  }

  /// Waits until there are so many objects, and the condition holds for all of them.
  ///
  /// - Returns: when it came to be so.
  func untilAllMatching(_ count: Int) async throws -> ContinuousClock.Instant {
    try await until("\(count) objects and no others") { $0.matching.count == count && $0.objects.count == count }
  }

  /// Waits until one object meets a condition.
  func until(
    _ name: String, _ isMet: @escaping @Sendable (JSON) -> Bool
  ) async throws -> ContinuousClock.Instant {
    try await until(name) { $0.objects[name].map(isMet) ?? false }
  }

  /// An object as it is now.
  subscript(name: String) -> JSON? { state.withLock { $0.objects[name] } }

  private func until(
    _ what: String, _ isMet: @escaping @Sendable (State) -> Bool
  ) async throws -> ContinuousClock.Instant {
    try await withThrowingTaskGroup(of: ContinuousClock.Instant.self) { group in
      group.addTask { try await self.wait(isMet) }
      group.addTask {
        try await ContinuousClock().sleep(for: self.patience)
        throw BenchmarkError("waited \(self.patience) for \(what); \(self.matching) objects meet the condition")
      }
      defer { group.cancelAll() }
      guard let instant = try await group.next() else { throw CancellationError() }
      return instant
    }
  }

  private var matching: Int { state.withLock { $0.matching.count } }

  private func wait(_ isMet: @escaping @Sendable (State) -> Bool) async throws -> ContinuousClock.Instant {
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let outcome: Result<ContinuousClock.Instant, any Error>? = state.withLock { state in
          if isMet(state) { return .success(.now) }
          // Read under the lock: a cancellation that came before found no waiter to resume.
          if Task.isCancelled { return .failure(CancellationError()) }
          state.waiters[id] = Waiter(isMet: isMet, continuation: continuation)
          return nil
        }
        if let outcome { continuation.resume(with: outcome) }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
    }
  }

  private func take(_ event: WatchEvent) {
    switch event {
    case .added(let object), .modified(let object): take(object)
    case .deleted(let last): take(last, isGone: true)
    case .known, .bookmark, .initialEventsEnd: break
    }
  }

  private func take(_ object: JSON, isGone: Bool = false) {
    guard let name = object["metadata", "name"]?.string else { return }
    let matches = !isGone && condition(object)
    let now = ContinuousClock.now
    let met = state.withLock { state in
      if isGone { state.objects.removeValue(forKey: name) } else { state.objects[name] = object }
      if matches { state.matching.insert(name) } else { state.matching.remove(name) }
      let met = state.waiters.filter { $0.value.isMet(state) }
      for id in met.keys { state.waiters.removeValue(forKey: id) }
      return met.values.map(\.continuation)
    }
    for continuation in met { continuation.resume(returning: now) }
  }
}
