// Which connections are alive, and an end to those that are not.

import NIOCore
import Synchronization

/// Remembers when a byte last arrived on each connection.
///
/// A connection can be dead although both kernels hold it for open: something on the way answers for a server that is gone.
/// Over HTTP/2 all requests share one, so that each of them would fail until somebody closed it. Go's client asks the
/// server for a sign of life (an HTTP/2 ping); here a request that waited in vain is the question.
final class LiveConnections: Sendable {
  private struct Connection {
    let channel: any Channel
    let lastArrival: LastArrival
  }

  private let connections = Mutex<[ObjectIdentifier: Connection]>([:])
  private let now: @Sendable () -> Duration
  private let ending = Mutex(false)

  init(clock: some Clock<Duration>) {
    let start = clock.now
    now = { start.duration(to: clock.now) }
  }

  /// Whether they end because nobody needs them any more.
  var areEnding: Bool { ending.withLock { $0 } }

  /// Notes that they end because nobody needs them any more.
  func end() { ending.withLock { $0 = true } }

  /// Watches over a new connection; has to be called on its event loop.
  func add(_ channel: any Channel) -> EventLoopFuture<Void> {
    let (id, lastArrival) = (ObjectIdentifier(channel), LastArrival(now()))
    connections.withLock { $0[id] = Connection(channel: channel, lastArrival: lastArrival) }
    channel.closeFuture.whenComplete { _ in self.connections.withLock { _ = $0.removeValue(forKey: id) } }
    return channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(
        ArrivalHandler(lastArrival: lastArrival, now: now), position: .first)
    }
  }

  /// Closes the connections on which no byte has arrived for so long.
  func closeSilent(for duration: Duration) {
    let limit = now() - duration
    let silent = connections.withLock { $0.values.filter { $0.lastArrival.value <= limit } }
    for connection in silent { connection.channel.close(promise: nil) }
  }
}

/// When a byte last arrived.
private final class LastArrival: Sendable {
  private let time: Mutex<Duration>

  init(_ time: Duration) { self.time = Mutex(time) }

  var value: Duration { time.withLock { $0 } }

  func note(_ time: Duration) { self.time.withLock { $0 = time } }
}

/// Notes each arrival of bytes, before TLS.
private final class ArrivalHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let lastArrival: LastArrival
  private let now: @Sendable () -> Duration

  init(lastArrival: LastArrival, now: @escaping @Sendable () -> Duration) {
    self.lastArrival = lastArrival
    self.now = now
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    lastArrival.note(now())
    context.fireChannelRead(data)
  }
}
