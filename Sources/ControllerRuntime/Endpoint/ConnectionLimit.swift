// How many connections an endpoint holds at once.
import NIOCore
import Synchronization

/// The open connections, in the order in which they were accepted; where there are too many, the oldest makes room.
///
/// Refusing the newest instead would let clients that say nothing lock out the probes of the kubelet. It stands in the
/// pipeline of the listening socket, which knows that order; the event loops of the connections do not.
final class ConnectionLimit: ChannelInboundHandler, Sendable {
  typealias InboundIn = any Channel
  typealias InboundOut = any Channel

  private struct State {
    var next = 0
    var open: [Int: any Channel] = [:]
  }

  private let maximum: Int
  private let state = Mutex(State())

  init(maximum: Int) { self.maximum = maximum }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    add(unwrapInboundIn(data))
    context.fireChannelRead(data)
  }

  private func add(_ channel: any Channel) {
    let (number, oldest) = state.withLock { state in
      let number = state.next
      state.next += 1
      state.open[number] = channel
      guard state.open.count > maximum, let first = state.open.keys.min() else { return (number, (any Channel)?.none) }
      return (number, state.open.removeValue(forKey: first))
    }
    channel.closeFuture.whenComplete { _ in self.state.withLock { _ = $0.open.removeValue(forKey: number) } }
    oldest?.close(promise: nil)
  }
}
