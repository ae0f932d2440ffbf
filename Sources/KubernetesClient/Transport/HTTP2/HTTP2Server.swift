// The server as requests see it: something that has a connection, or gets one.

import NIOCore

/// The HTTP/2 connections to one server: one that takes requests, and those that only finish what they have; it belongs to
/// an event loop.
final class HTTP2Server {
  private let dialer: HTTP2Dialer
  private let eventLoop: any EventLoop
  private var current: (connection: HTTP2Connection, tls: Int)?
  private var connections: [HTTP2Connection] = []
  private var waiting: [HTTP2Exchange] = []
  private var isDialing = false
  private var isClosed = false
  private lazy var watchdog = Watchdog(eventLoop) { [weak self] now in self?.endOverdue(at: now) }

  /// How often a request is sent that the server does not look at.
  private static let maximumAttempts = 3

  init(_ dialer: HTTP2Dialer, _ eventLoop: any EventLoop) {
    self.dialer = dialer
    self.eventLoop = eventLoop
  }

  /// Sends a request over the connection that there is, or over the next one.
  func submit(_ exchange: HTTP2Exchange) {
    if isClosed {
      exchange.fail(KubernetesError.transport(TransportError(.closed, "the client was shut down")))
    } else if exchange.ticket.isCancelled {
      exchange.fail(CancellationError())
    } else {
      if let deadline = exchange.deadline { watchdog.look(at: deadline) }
      send(exchange)
    }
  }

  private func send(_ exchange: HTTP2Exchange) {
    if let current, current.connection.isUsable, current.tls >= exchange.request.tls.number {
      current.connection.send(exchange)
    } else {
      waiting.append(exchange)
      if !isDialing { dial(exchange.request.tls) }
    }
  }

  /// Gives up a request.
  func cancel(_ ticket: HTTP2Ticket, _ reason: any Error = CancellationError()) {
    if let index = waiting.firstIndex(where: { $0.ticket === ticket }) {
      waiting.remove(at: index).fail(reason)
    } else {
      for connection in connections { connection.cancel(ticket, reason) }
    }
  }

  /// Ends all requests as cancelled and closes all connections.
  ///
  /// - Returns: a future that is fulfilled when they are closed.
  func close() -> EventLoopFuture<Void> {
    isClosed = true
    dialer.cancel()
    let closing = connections.compactMap(\.closing)
    for connection in connections { connection.close(CancellationError()) }
    return EventLoopFuture.andAllComplete(closing, on: eventLoop)
  }

  /// Ends the requests whose time is over.
  ///
  /// - Returns: when that of the next is.
  private func endOverdue(at now: NIODeadline) -> NIODeadline? {
    let all = waiting + connections.flatMap(\.exchanges)
    for exchange in all {
      guard let deadline = exchange.deadline, deadline <= now, let limit = exchange.request.timeLimit else { continue }
      cancel(exchange.ticket, limit.error)
    }
    return all.compactMap(\.deadline).min()
  }

  private func dial(_ tls: TLSSource.Version) {
    isDialing = true
    current?.connection.drain()
    current = nil
    dialer.dial(tls) { [weak self] settings in
      HTTP2Connection(settings, handBack: { self?.sendAgain($0) }, onEnd: { self?.forget($0) })
    } whenDone: { result in
      self.dialed(tls, result)
    }
  }

  private func dialed(_ tls: TLSSource.Version, _ result: Result<HTTP2Connection, any Error>) {
    isDialing = false
    switch result {
    case .failure(let error): failWaiting(error)
    case .success(let connection):
      connections.append(connection)
      current = (connection, tls.number)
      let next = waiting
      waiting = []
      next.forEach(submit)
    }
  }

  private func failWaiting(_ error: any Error) {
    let failed = waiting
    waiting = []
    for exchange in failed { exchange.fail(error) }
  }

  private func sendAgain(_ exchange: HTTP2Exchange) {
    if exchange.attempts < Self.maximumAttempts {
      submit(exchange)
    } else {
      exchange.fail(
        KubernetesError.transport(TransportError(.closed, "the server refused the request \(exchange.attempts) times")))
    }
  }

  private func forget(_ connection: HTTP2Connection) {
    connections.removeAll { $0 === connection }
    if current?.connection === connection { current = nil }
  }
}
