// Noticing that a connection is dead although nobody closed it: the other machine vanished, or a firewall forgot it.

import NIOCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The kernel's means against dead connections, at the values of Go's dialer and client-go (30 s).
///
/// Without them one HTTP/2 connection that all requests share stays dead for a quarter of an hour.
enum DeadPeerDetection {
  private static let seconds = 30

  /// Sets a new connection's socket options; a platform's refusal leaves its own defaults.
  @Sendable static func enable(on channel: any Channel) -> EventLoopFuture<Void> {
    var options: [(any Channel) -> EventLoopFuture<Void>] = [
      { $0.setOption(.socketOption(.so_keepalive), value: 1) }
    ]
    #if os(Linux)
      options += [
        { $0.setOption(.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: seconds) },
        { $0.setOption(.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: seconds) },
        { $0.setOption(.tcpOption(.init(rawValue: TCP_USER_TIMEOUT)), value: seconds * 1000) },
      ]
    #endif
    let results = options.map { $0(channel).flatMapErrorThrowing { _ in } }
    return EventLoopFuture.andAllComplete(results, on: channel.eventLoop)
  }
}
