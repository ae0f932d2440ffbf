// A body as AsyncHTTPClient hands it out.

import AsyncHTTPClient
import NIOCore
import Synchronization

/// A body whose iterator waits here between two reads.
final class PooledBody: HTTPBody {
  private let rest: Mutex<UnreadBody?>

  init(_ iterator: sending UnreadBody.Iterator) { rest = Mutex(UnreadBody(iterator)) }

  func next(within limit: TimeLimit?) async throws -> ByteBuffer? {
    try await limit.enforce { try await self.nextPart() }
  }

  private func nextPart() async throws -> ByteBuffer? {
    guard let unread = rest.withLock({ $0.take() }) else { throw KubernetesError.cancelled }
    let (part, next) = try await unread.next()
    rest.withLock { $0 = next }
    return part
  }
}

/// What is left of a body.
///
/// The iterator is not `Sendable`, so it goes from task to task by being handed over: whoever reads takes it out, and passes
/// it on in a new place with what was read.
final class UnreadBody: Sendable {
  typealias Iterator = HTTPClientResponse.Body.AsyncIterator

  private let iterator: Mutex<Iterator?>

  init(_ iterator: sending Iterator) { self.iterator = Mutex(iterator) }

  /// The next part, `nil` at the end, and what is left after it.
  func next() async throws -> (ByteBuffer?, UnreadBody) {
    guard var iterator = take() else { throw KubernetesError.cancelled }
    let part = try await iterator.next()
    return (part, UnreadBody(iterator))
  }

  private func take() -> sending Iterator? {
    iterator.withLock { (slot: inout sending Iterator?) -> sending Iterator? in
      let iterator = slot
      slot = nil
      return iterator
    }
  }
}
