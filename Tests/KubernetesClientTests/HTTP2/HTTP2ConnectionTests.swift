import TestSupport
import Testing

@testable import KubernetesClient

/// What becomes of a connection, and of the other requests on it, when something goes wrong with some of them.
@Suite(.timeLimit(.minutes(5))) struct HTTP2ConnectionTests {
  private func error(of request: HTTPRequest, over transport: any HTTPTransport) async -> KubernetesError? {
    await KubernetesClientTests.error(of: { try await transport.answer(to: request, upTo: 1 << 20) })
  }

  /// A request that ends before TLS would have given up to wait for the other side.
  private func soon(_ target: String) -> HTTPRequest {
    var request = HTTPRequest.get(target)
    request.timeLimit = TimeLimit(
      duration: .seconds(3), clock: ContinuousClock(), error: .transport(TransportError(.timeout, "too long")))
    return request
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

  /// Nothing comes back, not even TLS's goodbye, and until nobody waits for that any more the connection is still there.
  @Test func aConnectionThatIsClosedAsSilentTakesNoMoreRequests() async throws {
    let (arrivals, arrived) = AsyncStream.makeStream(of: String.self)
    try await withHTTP2Server(maximumStreams: 1) { peer in
      while let request = try await peer.nextRequest() {
        arrived.yield(request.target)
        try await peer.answer(request.id, "\(peer.number)")
      }
    } _: { port in
      try await FaultProxy.with(try ServerAddress("https://127.0.0.1:\(port)")) { proxy in
        try await withTransport(port: proxy.port) { transport in
          try await transport.expect("1", of: .get("/first"))
          await proxy.begin(HalfOpen(deaf: .client))
          async let lost = error(of: .get("/lost"), over: transport)
          for await target in arrivals where target == "/lost" { break }
          await proxy.begin(HalfOpen(deaf: .server))
          await proxy.end()
          async let waiting = transport.text(soon("/waiting"))
          transport.closeSilentConnections(for: .zero)
          try await transport.expect("2", of: soon("/next"))
          #expect(try await waiting == "2")
          #expect(await lost?.isRetryable == true)
        }
      }
    }
  }

  /// Answers that are on their way when their requests are given up are nothing that a server does wrong.
  @Test func manyRequestsThatAreGivenUpAtOnceEndNoOther() async throws {
    let count = 99
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    try await withHTTP2BytePeer { peer in
      var requests: [UInt32] = []
      var resets = 0
      while let frame = try await peer.nextFrame() {
        switch frame.kind {
        case .headers:
          requests.append(frame.stream)
          arrived.yield()
        case .reset: resets += 1
        default: break
        }
        guard resets == count else { continue }
        for stream in requests.dropFirst() { try await peer.send(.head(stream)) }
        try await peer.send(.head(requests[0], isLast: true))
        resets = 0
      }
    } _: { transport in
      var arrivals = arrivals.makeAsyncIterator()
      async let patient = error(of: .get("/patient"), over: transport)
      await arrivals.next()
      await withTaskGroup(of: KubernetesError?.self) { group in
        for number in 1...count { group.addTask { await error(of: .get("/\(number)"), over: transport) } }
        for _ in 1...count { await arrivals.next() }
        group.cancelAll()
      }
      #expect(await patient == nil)
    }
  }

  @Test func shutdownEndsAConnectionThatIsComingAbout() async throws {
    let (beginnings, began) = AsyncStream.makeStream(of: Void.self)
    let (endings, ended) = AsyncStream.makeStream(of: Void.self)
    try await withServer { _, inbound, _ in
      for try await _ in inbound { began.yield() }
      ended.yield()
    } _: { port in
      let transport = try makeTransport(port: port, limits: ClientLimits(connection: .seconds(3600)))
      async let outcome = error(of: .get("/a"), over: transport)
      for await _ in beginnings { break }
      try await transport.shutdown()
      #expect(await outcome == .cancelled)
      for await _ in endings { break }
    }
  }
}
