import ControllerRuntime
import KubernetesClient
import Synchronization

/// Answers lists and watches from a script, and tells which requests it got.
final class ScriptedListWatcher: ListWatcher {
  typealias Object = String

  enum Request: Sendable, Hashable {
    case streamingList(notOlderThan: String?)
    case list(pageSize: Int?)
    case watch(from: String, timeoutSeconds: Int)
  }

  enum Step: Sendable {
    case page([ServerObject<String>], version: String, isLast: Bool = true)
    case event(ObjectEvent<String>)
    case fail(any Error)
    /// Goes on once the test says so.
    case wait(AsyncStream<Void>)
    /// Stays silent until the request is cancelled.
    case hang
  }

  let resourceName = "widgets.example.org"
  /// Every request, as it arrives.
  let requests: AsyncStream<Request>
  private let received: AsyncStream<Request>.Continuation
  private let answers: Mutex<[[Step]]>

  private let streams: Bool

  /// - Parameters:
  ///   - streams: Whether there are streaming lists; requests for them are not told of and get no answer otherwise.
  ///   - answers: What each request gets, in order; at the end of an answer the server ends the request. Requests
  ///     after the last answer hang.
  init(streams: Bool = false, _ answers: [Step]...) {
    self.streams = streams
    self.answers = Mutex(answers)
    (requests, received) = AsyncStream.makeStream()
  }

  func list(pageSize: Int?, deliver: @Sendable (ObjectPage<String>) async -> Void) async throws {
    for step in nextAnswer(to: .list(pageSize: pageSize)) {
      if case .page(let objects, let version, let isLast) = step {
        await deliver(ObjectPage(objects: objects, resourceVersion: version, isLast: isLast))
      } else {
        try await perform(step)
      }
    }
  }

  func streamingList(
    notOlderThan resourceVersion: String?, timeoutSeconds: Int,
    isKnown: @escaping @Sendable (ObjectKey, String) -> Bool,
    deliver: @Sendable (ObjectEvent<String>) async -> Void
  ) async throws {
    guard streams else { throw KubernetesError.notStreamed }
    for step in nextAnswer(to: .streamingList(notOlderThan: resourceVersion)) {
      if case .event(let event) = step { await deliver(event) } else { try await perform(step) }
    }
  }

  func watch(
    from resourceVersion: String, timeoutSeconds: Int, isKnown: @escaping @Sendable (ObjectKey, String) -> Bool,
    deliver: @Sendable (ObjectEvent<String>) async -> Void
  ) async throws {
    for step in nextAnswer(to: .watch(from: resourceVersion, timeoutSeconds: timeoutSeconds)) {
      if case .event(let event) = step { await deliver(event) } else { try await perform(step) }
    }
  }

  private func nextAnswer(to request: Request) -> [Step] {
    received.yield(request)
    return answers.withLock { $0.isEmpty ? [.hang] : $0.removeFirst() }
  }

  private func perform(_ step: Step) async throws {
    switch step {
    case .fail(let error): throw error
    case .wait(let signal): for await _ in signal { break }
    case .hang: for await _ in AsyncStream<Void>.makeStream().stream {}
    case .page, .event: break
    }
    try Task.checkCancellation()
  }
}
