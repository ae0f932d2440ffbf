import TestSupport
import Testing

@testable import KubernetesClient

/// What becomes of a connection, and of the other requests on it, when something goes wrong with some of them.
@Suite(.timeLimit(.minutes(5))) struct HTTP2ConnectionTests {
  private func error(of request: HTTPRequest, over transport: any HTTPTransport) async -> KubernetesError? {
    await KubernetesClientTests.error(of: { try await transport.answer(to: request, upTo: 1 << 20) })
  }

  /// It has no answer that would end it, and the connection waits for those of all its requests before it closes.
  @Test func aRequestThatCannotBeWrittenHoldsNoConnectionAndIsNotRepeated() async throws {
    let (endings, ended) = AsyncStream.makeStream(of: Int.self)
    try await withHTTP2Peer { peer in
      while let request = try await peer.nextRequest() { try await peer.answer(request.id, "\(peer.number)") }
      ended.yield(peer.number)
    } _: { transport in
      for request in [HTTPRequest.get("/a"), .put("/a", "{}")] {
        var broken = request
        broken.headers.add(name: "authorization", value: "Bearer hunter2\n")
        let error = await error(of: broken, over: transport)
        #expect(error?.description.contains("hunter2") == false, "\(error)")
      }
      try await transport.expect("1", of: .get("/next"))
      try await transport.expect("2", of: .get("/new", tls: HTTPRequest.anyServer(number: 1)))
      for await number in endings {
        #expect(number == 1)
        break
      }
    }
  }
}
