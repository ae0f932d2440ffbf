import JSONTree
import NIOCore

/// The events of one watch, in the order in which the server sends them.
///
/// - Expected flow: `for try await event in client.watch(…)`. The first event asked for opens the connection, which is
///   closed when the iterator goes or the task is cancelled. The sequence ends when the server ends the watch, as it
///   does after `timeoutSeconds`; go on with a new watch from the last version seen.
/// - Guarantees: an event is read when it is asked for. While nobody asks, the connection's flow control holds the
///   server back, and memory holds one chunk and one incomplete event, each bounded. Iterating again opens a new watch.
/// - Errors: ``KubernetesError``. One with `isExpired` means that the version is too old to go on from: list again. A
///   transport error of kind `stalled` means that no byte arrived for the stall timeout, not even of a bookmark.
public struct WatchEvents: AsyncSequence, Sendable {
  /// One event.
  public typealias Element = WatchEvent
  /// What iterating throws.
  public typealias Failure = KubernetesError

  let settings: Settings

  /// How a watch is opened and guarded.
  struct Settings: Sendable {
    /// Sends the request and hands back the body of a successful answer.
    var open: @Sendable () async throws(KubernetesError) -> any HTTPBody
    /// How long no byte may arrive.
    var stallLimit: TimeLimit
    var maximumEventLength: Int
    /// Is told when no byte has arrived for the stall timeout.
    var onStall: @Sendable () -> Void = {}
    var filter = JSONFilter.everything
    /// Whether all objects come first, as they are.
    var beginsWithList = false
    var isKnown: (@Sendable (ObjectKey, String) -> Bool)?
  }

  /// The same events, but for versions that are known: these come as ``WatchEvent/known(_:resourceVersion:)``, and cost
  /// hardly anything, since nothing else is read of them.
  ///
  /// What a streaming list begins with comes whole in any case.
  ///
  /// - Parameter isKnown: whether the content of an object's version can tell nothing new.
  public func markingKnown(_ isKnown: @escaping @Sendable (_ key: ObjectKey, _ resourceVersion: String) -> Bool) -> Self
  {
    var settings = settings
    settings.isKnown = isKnown
    return WatchEvents(settings: settings)
  }

  /// Starts before the first event; nothing is sent yet.
  public func makeAsyncIterator() -> Iterator { Iterator(settings: settings) }

  /// Reads one event after the other.
  public struct Iterator: AsyncIteratorProtocol {
    private enum State {
      case closed
      case open(any HTTPBody, LineBuffer)
      case finished
    }

    private let settings: Settings
    private var state = State.closed
    private var isListed: Bool

    init(settings: Settings) {
      self.settings = settings
      isListed = !settings.beginsWithList
    }

    /// The next event; `nil` when the server has ended the watch.
    public mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws(KubernetesError) -> WatchEvent? {
      while true {
        switch state {
        case .finished: return nil
        case .closed:
          state = .finished
          let body = try await settings.open()
          state = .open(body, LineBuffer(maximumLength: settings.maximumEventLength))
        case .open(let body, var lines):
          state = .finished
          if let line = try lines.nextLine() {
            state = .open(body, lines)
            return try event(line)
          }
          if let part = try await Self.next(body, settings) {
            lines.append(part)
            state = .open(body, lines)
          } else if lines.hasIncompleteLine {
            throw .transport(TransportError(.closed, "the watch ended in the middle of an event"))
          }
        }
      }
    }

    private static func next(_ body: any HTTPBody, _ settings: Settings) async throws(KubernetesError) -> ByteBuffer? {
      do {
        return try await body.next(within: settings.stallLimit)
      } catch {
        let error = KubernetesError(error)
        if error == settings.stallLimit.error { settings.onStall() }
        throw error
      }
    }

    /// An error ends the sequence: what follows a line that cannot be understood cannot be trusted.
    private mutating func event(_ line: ByteBuffer) throws(KubernetesError) -> WatchEvent {
      if isListed, let isKnown = settings.isKnown, let event = WatchEvent(line: line, ifKnown: isKnown) { return event }
      do {
        let event = try WatchEvent(line: line, keeping: settings.filter)
        if case .initialEventsEnd = event { isListed = true }
        return event
      } catch {
        state = .finished
        throw error
      }
    }
  }
}
