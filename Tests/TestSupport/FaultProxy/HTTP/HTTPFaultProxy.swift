import AsyncHTTPClient
import KubernetesClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A proxy that ends TLS, so that it can change what the real API server answers, or answer itself. It speaks HTTP/1.1.
///
/// - Expected flow: ``with(_:_:)``; give the client ``configuration(of:)``; ``begin(_:)`` a fault, ``end()`` it.
/// - Assumptions: the client proves who it is by a bearer token, which goes through; a client certificate cannot.
public final class HTTPFaultProxy: Sendable {
  typealias ClientChannel = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  /// Where it listens, on 127.0.0.1.
  public let port: Int
  private let server: UpstreamServer
  private let fault = Mutex<any HTTPFault>(NoHTTPFault())

  private init(port: Int, server: UpstreamServer) {
    self.port = port
    self.server = server
  }

  /// Runs a proxy to the server of a configuration while the body runs.
  public static func with<Result: Sendable>(
    _ upstream: ClientConfiguration, _ body: @escaping @Sendable (HTTPFaultProxy) async throws -> Result
  ) async throws -> Result {
    let tls = try NIOSSLContext(configuration: ProxyCertificate.serverConfiguration())
    let listener = try await LoopbackListener { channel in
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
      // Its pipelining assistance would not read, and so not see the end of a connection, while a watch is answered.
      try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
    }
    return try await UpstreamServer.with(upstream) { server in
      let proxy = HTTPFaultProxy(port: listener.port, server: server)
      return try await listener.serve(proxy.serve, while: { try await body(proxy) })
    }
  }

  /// The configuration of a client of that server, led through this proxy.
  public func configuration(of original: ClientConfiguration) throws -> ClientConfiguration {
    var configuration = original
    configuration.server = try ServerAddress("https://127.0.0.1:\(port)\(original.server.basePath)")
    configuration.tls = TLSSettings(certificateAuthorities: .inline(Secret(ProxyCertificate.certificate)))
    return configuration
  }

  /// The answers that came from the API server compressed.
  public var compressedAnswers: Int { server.compressedAnswers }

  /// From now on this happens to requests.
  public func begin(_ fault: any HTTPFault) { self.fault.withLock { $0 = fault } }

  /// From now on all is well.
  public func end() { begin(NoHTTPFault()) }

  private func serve(_ client: ClientChannel) async {
    // A connection that fails is what this proxy is for.
    try? await client.executeThenClose { parts, writer in
      try await withThrowingTaskGroup(of: Void.self) { answers in
        // When the client has gone, nobody needs the rest of an answer.
        defer { answers.cancelAll() }
        var head: HTTPRequestHead?
        var body = ByteBuffer()
        for try await part in parts {
          switch part {
          case .head(let value): (head, body) = (value, ByteBuffer())
          case .body(let chunk): body.writeImmutableBuffer(chunk)
          case .end:
            guard let head else { return }
            let request = ProxiedRequest(head: head, body: body)
            let answer = ProxiedAnswer(writer: writer, channel: client.channel)
            let fault = self.fault.withLock { $0 }
            answers.addTask {
              do {
                try await fault.answer(request, answer, from: self.server)
              } catch {
                // Else the client would wait for the rest of an answer that does not come.
                try await answer.cut()
              }
            }
          }
        }
      }
    }
  }
}
