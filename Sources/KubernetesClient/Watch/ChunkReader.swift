// Reading a body's next chunk in a child task, so that a stall can end the wait.

import AsyncHTTPClient
import NIOCore
import Synchronization

/// A body's iterator between two reads.
///
/// The iterator is not `Sendable`, so it goes from task to task by being handed over: whoever reads takes it out, and
/// passes it on in a new place with what was read.
final class ChunkReader: Sendable {
  typealias Iterator = HTTPClientResponse.Body.AsyncIterator

  private let iterator: Mutex<Iterator?>

  init(_ iterator: sending Iterator) { self.iterator = Mutex(iterator) }

  /// The next chunk, `nil` at the end, and the reader for the one after it.
  ///
  /// - Parameters:
  ///   - stallTimeout: how long to wait for it.
  ///   - clock: what measures the time.
  func next(stallTimeout: Duration, clock: any Clock<Duration>) async throws(KubernetesError) -> (
    ByteBuffer?, ChunkReader
  ) {
    let stalled = KubernetesError.transport(
      TransportError(.stalled, "the watch stalled: no byte for \(stallTimeout.formattedSeconds)"))
    return try await withTimeLimit(stallTimeout, clock: clock, error: stalled) {
      guard var iterator = self.take() else { throw KubernetesError.cancelled }
      let chunk = try await iterator.next()
      return (chunk, ChunkReader(iterator))
    }
  }

  private func take() -> sending Iterator? {
    iterator.withLock { (slot: inout sending Iterator?) -> sending Iterator? in
      let iterator = slot
      slot = nil
      return iterator
    }
  }
}

extension Duration {
  /// The duration in whole seconds, for messages.
  var formattedSeconds: String { "\(components.seconds) s" }
}
