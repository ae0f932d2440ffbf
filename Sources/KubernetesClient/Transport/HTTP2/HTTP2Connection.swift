// The streams of one connection.

import DequeModule
import NIOCore
import NIOHTTP2
import NIOSSL

/// Keeps all streams of one HTTP/2 connection, on top of NIO's handler for the protocol; it belongs to an event loop.
final class HTTP2Connection: ChannelDuplexHandler {
  typealias InboundIn = HTTP2Frame
  typealias OutboundIn = Never
  typealias OutboundOut = HTTP2Frame

  private struct Stream {
    let exchange: HTTP2Exchange
    var window: ReceiveWindow
  }

  /// Takes the requests that the server says it has not looked at.
  private let handBack: (HTTP2Exchange) -> Void
  private let onEnd: (HTTP2Connection) -> Void
  private let settings: HTTP2ConnectionSettings
  private var context: ChannelHandlerContext?
  private var streams: [HTTP2StreamID: Stream] = [:]
  /// Those that would be too many streams for the server, or that it leaves to another connection.
  private var waiting: Deque<HTTP2Exchange> = []
  private var maximumStreams = 100
  private var nextStream = 1
  private var window = ReceiveWindow(
    target: HTTP2ConnectionSettings.connectionWindow, size: HTTP2ConnectionSettings.initialConnectionWindow)
  private var isDraining = false
  private var isFlushDue = false
  /// Those of which nothing has left yet and that need a permission.
  private var unflushedWrites: [HTTP2Exchange] = []
  private var failure: any Error = KubernetesError.transport(
    TransportError(.closed, "the server closed the connection"))

  init(
    _ settings: HTTP2ConnectionSettings, handBack: @escaping (HTTP2Exchange) -> Void,
    onEnd: @escaping (HTTP2Connection) -> Void
  ) {
    self.settings = settings
    self.handBack = handBack
    self.onEnd = onEnd
  }

  /// Whether it takes requests.
  var isUsable: Bool { context != nil && !isDraining }

  /// Is fulfilled when the connection is closed; `nil` where it is.
  var closing: EventLoopFuture<Void>? { context?.channel.closeFuture }

  /// Sends a request as soon as the server lets it.
  func send(_ exchange: HTTP2Exchange) {
    if streams.count < maximumStreams { write(exchange) } else { waiting.append(exchange) }
  }

  /// All requests that it has.
  var exchanges: [HTTP2Exchange] { streams.values.map(\.exchange) + waiting }

  /// Gives up the request of a ticket.
  func cancel(_ ticket: HTTP2Ticket, _ reason: any Error) {
    if let index = waiting.firstIndex(where: { $0.ticket === ticket }) {
      waiting.remove(at: index).fail(reason)
    } else if let id = streams.first(where: { $0.value.exchange.ticket === ticket })?.key {
      reset(id, reason)
    }
  }

  /// Gives up the request of a stream.
  func cancel(_ id: HTTP2StreamID, _ reason: any Error) { reset(id, reason) }

  /// Takes no further requests, and closes when the last answer is there.
  func drain() {
    takeNoMore()
    closeIfDone()
  }

  /// Closes at once.
  func close(_ reason: any Error) {
    failure = reason
    context?.channel.close(promise: nil)
  }

  /// Lets the server send as much as was read.
  func widenWindow(of id: HTTP2StreamID) {
    guard canSend, let stream = streams[id], !stream.exchange.isEnded,
      let step = stream.window.step(unread: stream.exchange.unread)
    else { return }
    streams[id]?.window.size += step
    write(.windowUpdate(windowSizeIncrement: step), to: id)
  }
}

// What the pipeline tells.
extension HTTP2Connection {
  func handlerAdded(context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    self.context = context
    widenConnectionWindow()
  }

  /// Whoever closes the channel, nothing is sent over it any more: TLS waits some seconds for the other side's goodbye, and
  /// a dead one says none.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    takeNoMore()
    context.close(mode: mode, promise: promise)
  }

  func channelInactive(context: ChannelHandlerContext) {
    self.context = nil
    let (unanswered, unsent) = (streams.values.map(\.exchange), waiting)
    streams = [:]
    waiting = []
    onEnd(self)
    for exchange in unanswered { exchange.fail(failure) }
    unsent.forEach(handBack)
  }

  /// An error of one stream ends that; after one of the protocol or of TLS nothing can be trusted that is still to come.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? NIOHTTP2Errors.StreamError {
      streams.removeValue(forKey: error.streamID)?.exchange.fail(error.baseError)
      useRoom()
      return
    }
    // A server that ends without TLS's goodbye has closed the connection, no more.
    if error as? NIOSSLError != .uncleanShutdown { failure = error }
    context.channel.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    switch frame.payload {
    case .headers(let block):
      deliver(frame.streamID, isLast: block.endStream) { exchange throws(KubernetesError) in
        try exchange.receive(block.headers) { buffer in
          HTTP2Body(HTTP2BodyStream(buffer, frame.streamID, self, context.eventLoop), context.eventLoop)
        }
      }
    case .data(let part):
      guard case .byteBuffer(let bytes) = part.data else { return }
      deliver(frame.streamID, isLast: part.endStream) { exchange throws(KubernetesError) in
        try exchange.receive(bytes)
      }
    case .settings(.settings(let changes)):
      maximumStreams = changes.last { $0.parameter == .maxConcurrentStreams }?.value ?? maximumStreams
      sendWaiting()
    case .goAway(let last, _, _): goAway(after: last)
    default: break
    }
  }

  /// Makes up for the windows that were not widened while nothing could be written.
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    widenConnectionWindow()
    for id in streams.keys { widenWindow(of: id) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case let event as NIOHTTP2WindowUpdatedEvent: changeWindow(event)
    case let event as StreamClosedEvent: endStream(event.streamID, event.reason)
    default: break
    }
  }
}

extension HTTP2Connection {
  private func deliver(
    _ id: HTTP2StreamID, isLast: Bool, _ take: (HTTP2Exchange) throws(KubernetesError) -> Void
  ) {
    guard let exchange = streams[id]?.exchange else { return }
    do {
      try take(exchange)
      if isLast { exchange.finish() }
    } catch {
      if isLast { exchange.fail(error) } else { reset(id, error) }
    }
  }

  private func write(_ exchange: HTTP2Exchange) {
    guard exchange.request.isPermitted?() ?? true else {
      exchange.fail(KubernetesError.writeNotPermitted)
      return
    }
    let id = HTTP2StreamID(nextStream)
    nextStream += 2
    exchange.attempts += 1
    streams[id] = Stream(
      exchange: exchange, window: ReceiveWindow(target: settings.streamWindow, size: settings.streamWindow))
    let request = exchange.request
    if request.isPermitted != nil { unflushedWrites.append(exchange) }
    write(.headers(.init(headers: settings.headers(of: request), endStream: request.body == nil)), to: id)
    // The head can have been refused.
    if let body = request.body, streams[id] != nil {
      write(.data(.init(data: .byteBuffer(body), endStream: true)), to: id)
    }
    if nextStream > Int(Int32.max) { drain() }
  }

  private func reset(_ id: HTTP2StreamID, _ reason: any Error) {
    guard let stream = streams.removeValue(forKey: id) else { return }
    write(.rstStream(.cancel), to: id)
    stream.exchange.fail(reason)
    useRoom()
  }

  private func endStream(_ id: HTTP2StreamID, _ reason: HTTP2ErrorCode?) {
    guard let exchange = streams.removeValue(forKey: id)?.exchange else { return }
    if !exchange.isEnded {
      if reason == .refusedStream {
        handBack(exchange)
      } else {
        let text = reason.map { "the server ended the request: \($0)" } ?? "the answer ended too early"
        exchange.fail(KubernetesError.transport(TransportError(.closed, text)))
      }
    }
    useRoom()
  }

  /// The server has not looked at the streams after the last one, and takes no more.
  private func goAway(after last: HTTP2StreamID) {
    let refused = streams.filter { $0.key > last }
    for id in refused.keys { streams[id] = nil }
    // A head that has not left yet must not leave any more: a new stream after GOAWAY would end the connection.
    for id in refused.keys { write(.rstStream(.cancel), to: id) }
    waiting.append(contentsOf: refused.values.map(\.exchange).filter { !$0.isEnded })
    drain()
  }

  /// Does what a stream that has ended makes possible.
  private func useRoom() {
    sendWaiting()
    closeIfDone()
  }

  private func sendWaiting() {
    while isUsable, streams.count < maximumStreams, let exchange = waiting.popFirst() { write(exchange) }
  }

  private func closeIfDone() {
    if isDraining, streams.isEmpty { context?.channel.close(promise: nil) }
  }

  private func takeNoMore() {
    isDraining = true
    let unsent = waiting
    waiting = []
    unsent.forEach(handBack)
  }

  private func changeWindow(_ event: NIOHTTP2WindowUpdatedEvent) {
    guard let size = event.inboundWindowSize else { return }
    if event.streamID == .rootStream {
      window.size = size
      widenConnectionWindow()
    } else {
      streams[event.streamID]?.window.size = size
      widenWindow(of: event.streamID)
    }
  }

  /// Whatever arrives makes room for more at once: what a stream may hold back is its own window's matter, so that one that
  /// nobody reads stops no other.
  private func widenConnectionWindow() {
    guard canSend, let step = window.step(unread: 0) else { return }
    window.size += step
    write(.windowUpdate(windowSizeIncrement: step), to: .rootStream)
  }

  /// Whether a frame leaves with this turn of the event loop. NIO holds it back otherwise: to widen the window of a stream
  /// that has ended until then would end the connection, and what arrives until then would widen a window once more.
  private var canSend: Bool { context?.channel.isWritable ?? false }

  /// Writes a frame; all those of one turn of the event loop leave together.
  private func write(_ payload: HTTP2Frame.FramePayload, to id: HTTP2StreamID) {
    guard let context else { return }
    context.write(wrapOutboundOut(HTTP2Frame(streamID: id, payload: payload)), promise: nil)
    guard !isFlushDue else { return }
    isFlushDue = true
    context.eventLoop.assumeIsolated().execute { self.flush() }
  }

  /// Has everything leave that was written, unless the process was stopped meanwhile and may not write any more.
  private func flush() {
    isFlushDue = false
    let writes = unflushedWrites
    unflushedWrites = []
    guard writes.allSatisfy({ $0.request.isPermitted?() ?? true }) else {
      // A connection gives back nothing that it has taken; but what has not left when it is closed never does.
      for write in writes { write.fail(KubernetesError.writeNotPermitted) }
      drain()
      context?.close(promise: nil)
      return
    }
    context?.flush()
  }
}
