// Ends connections whose client has gone silent.
import NIOCore
import NIOHTTP1

/// Closes a connection that takes too long: for its first or its next request, or to take an answer.
///
/// The times are absolute: a client that sends or reads one byte now and then gains nothing by it.
final class ConnectionDeadline: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let limits: EndpointLimits
  private var closing: Scheduled<Void>?

  init(limits: EndpointLimits) { self.limits = limits }

  func handlerAdded(context: ChannelHandlerContext) { start(limits.request, context) }
  func handlerRemoved(context: ChannelHandlerContext) { closing?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head: start(limits.request, context)
    case .end: start(limits.response, context)
    case .body: break
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
    let written = promise ?? context.eventLoop.makePromise()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    written.futureResult.whenSuccess {
      let (handler, context) = bound.value
      handler.start(handler.limits.idle, context)
    }
    context.write(data, promise: written)
  }

  private func start(_ time: Duration, _ context: ChannelHandlerContext) {
    closing?.cancel()
    let channel = context.channel
    closing = context.eventLoop.scheduleTask(in: TimeAmount(time)) { channel.close(promise: nil) }
  }
}
