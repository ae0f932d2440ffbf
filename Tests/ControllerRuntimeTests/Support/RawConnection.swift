import ControllerRuntime
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// A TCP connection to the loopback address, used byte by byte.
enum RawConnection {
  /// Connects, runs the body, and closes.
  static func with<Result: Sendable>(
    port: Int, trusting certificate: String? = nil,
    _ body:
      @Sendable (
        _ send: @Sendable (String) async throws -> Void, _ untilEnd: @Sendable () async throws -> String
      ) async throws -> Result
  ) async throws -> Result {
    let tls = try certificate.map { path in
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path))
      configuration.certificateVerification = .noHostnameVerification
      return try NIOSSLContext(configuration: configuration)
    }
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: false)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls {
            try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: nil))
          }
          return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      try await body({ try await outbound.write(ByteBuffer(string: $0)) }) {
        var text = ""
        for try await buffer in inbound { text += String(buffer: buffer) }
        return text
      }
    }
  }

  /// The whole answer to a GET, with its head.
  static func get(
    _ path: String, port: Int, method: String = "GET", token: String? = nil, trusting certificate: String? = nil
  ) async throws -> String {
    try await with(port: port, trusting: certificate) { send, untilEnd in
      let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
      try await send("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(authorization)Connection: close\r\n\r\n")
      return try await untilEnd()
    }
  }
}

extension HTTPEndpoint {
  /// Runs an endpoint on a port of the system's choice while the body runs.
  static func with<Result: Sendable>(
    routes: [any EndpointRoute] = [HealthRoute(path: "/healthz")], certificate: ServingCertificate? = nil,
    limits: EndpointLimits = EndpointLimits(), logger: Logger = .silent,
    _ body: @escaping @Sendable (_ port: Int) async throws -> Result
  ) async throws -> Result {
    let endpoint = HTTPEndpoint(
      setting: "--bind-address", address: BindAddress(host: "127.0.0.1", port: 0), certificate: certificate,
      routes: routes, limits: limits, logger: logger)
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask {
        try await endpoint.run()
        return nil
      }
      group.addTask { try await body(try await endpoint.waitUntilListening()) }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
      }
      throw CancellationError()
    }
  }
}

extension Logger {
  /// Says nothing.
  static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
