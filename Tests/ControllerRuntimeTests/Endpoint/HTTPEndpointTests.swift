import ControllerRuntime
import CoreMetrics
import ServiceLifecycleTestKit
import TestSupport
import Testing

@Suite("The HTTP endpoint", .timeLimit(.minutes(10)))
struct HTTPEndpointTests {
  @Test("A route's answer has status, type and length; HEAD has no body, and the connection is closed when asked")
  func answers() async throws {
    try await HTTPEndpoint.with { port in
      let answer = try await RawConnection.get("/healthz", port: port)
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(answer.contains("Content-Length: 2\r\n"))
      #expect(answer.hasSuffix("\r\n\r\nok"))
      let head = try await RawConnection.get("/healthz", port: port, method: "HEAD")
      #expect(head.contains("Content-Length: 2\r\n"))
      #expect(head.hasSuffix("\r\n\r\n"))
    }
  }

  @Test(
    "Other paths, other methods and what is no HTTP are refused",
    arguments: [
      ("GET /other HTTP/1.1", "404"), ("GET /healthz/ HTTP/1.1", "404"), ("POST /healthz HTTP/1.1", "405"),
      ("DELETE /metrics HTTP/1.1", "405"), ("nonsense", "400"), ("GET /healthz HTTP/9.9", "400"),
    ])
  func refuses(line: String, status: String) async throws {
    try await HTTPEndpoint.with { port in
      let answer = try await RawConnection.with(port: port) { send, untilEnd in
        try await send("\(line)\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return try await untilEnd()
      }
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    }
  }

  @Test("Several requests on one connection, one of them with a body, are answered in order")
  func pipelined() async throws {
    try await HTTPEndpoint.with { port in
      let answer = try await RawConnection.with(port: port) { send, untilEnd in
        try await send(
          "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /other HTTP/1.1\r\nHost: a\r\n"
            + "Connection: close\r\n\r\n")
        return try await untilEnd()
      }
      #expect(answer.split(separator: "HTTP/1.1 ").map { $0.prefix(3) } == ["200", "404"])
    }
  }

  @Test(
    "A client that falls silent is cut off, wherever it does",
    arguments: ["", "GET /healthz HT", "GET / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"])
  func silentClients(sent: String) async throws {
    var limits = EndpointLimits()
    limits.request = .milliseconds(50)
    try await HTTPEndpoint.with(limits: limits) { port in
      // That this returns is the test; the suite's time limit is the deadline.
      _ = try await RawConnection.with(port: port) { send, untilEnd in
        // The limit may be over already.
        try? await send(sent)
        return try? await untilEnd()
      }
    }
  }

  @Test("A client that does not ask again is cut off")
  func idleClients() async throws {
    var limits = EndpointLimits()
    limits.idle = .milliseconds(50)
    try await HTTPEndpoint.with(limits: limits) { port in
      let answer = try await RawConnection.with(port: port) { send, untilEnd in
        try await send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        return try await untilEnd()
      }
      #expect(answer.hasSuffix("ok"))
    }
  }

  @Test("A client that takes nothing is cut off")
  func clientsThatDoNotRead() async throws {
    var limits = EndpointLimits()
    limits.response = .milliseconds(100)
    let served = Locked(0)
    let large = ClosureRoute { _ in
      served.add(1)
      return EndpointResponse(status: 200, body: String(repeating: "x", count: 64 << 20))
    }
    try await HTTPEndpoint.with(routes: [large], limits: limits) { port in
      try await RawConnection.with(port: port) { send, _ in
        try await send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        // Whoever writes into a connection that has been closed learns of it.
        try await eventually("the connection is closed") { () -> Bool? in
          do { try await send("x") } catch { return true }
          return nil
        }
      }
      #expect(served.value == 1)
    }
  }

  @Test("Shutdown while clients connect leaves nobody half served", arguments: 1...10)
  func shutdownInACrowd(round: Int) async throws {
    let endpoint = HTTPEndpoint(
      setting: "--bind-address", address: BindAddress(host: "127.0.0.1", port: 0),
      routes: [HealthRoute(path: "/healthz")], logger: .silent)
    let answers = Locked<[String]>([])
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try? await endpoint.run() }
      let port = try await endpoint.waitUntilListening()
      for _ in 0..<40 {
        group.addTask {
          guard let answer = try? await RawConnection.get("/healthz", port: port) else { return }
          answers.change { $0.append(answer) }
        }
      }
      try await group.next()
      group.cancelAll()
    }
    // Whether a client is served is open.
    #expect(answers.value.allSatisfy { $0.isEmpty || $0.hasSuffix("\r\n\r\nok") })
  }

  @Test("Silent clients beyond the limit make room, so that a probe is answered")
  func crowd() async throws {
    var limits = EndpointLimits()
    limits.connections = 3
    limits.request = .seconds(600)
    try await HTTPEndpoint.with(limits: limits) { port in
      try await withThrowingDiscardingTaskGroup { group in
        let (connected, closed) = (Locked(0), Locked(0))
        for _ in 0..<8 {
          group.addTask {
            try await RawConnection.with(port: port) { send, untilEnd in
              connected.add(1)
              _ = try? await untilEnd()
              closed.add(1)
            }
          }
        }
        try await eventually("all have connected") { connected.value < 8 ? nil : true }
        let answer = try await RawConnection.get("/healthz", port: port)
        #expect(answer.hasSuffix("ok"))
        try await eventually("of nine connections three are left") { closed.value < 6 ? nil : true }
        group.cancelAll()
      }
    }
  }

  @Test("An address that cannot be listened at is an error that names the setting and the address")
  func badAddress() async throws {
    try await HTTPEndpoint.with { port in
      for address in [BindAddress(host: "127.0.0.1", port: port), BindAddress(host: "192.0.2.1", port: 0)] {
        let endpoint = HTTPEndpoint(
          setting: "--health-bind-address", address: address, routes: [], logger: .silent)
        let error = await #expect(throws: EndpointError.self) { try await endpoint.run() }
        #expect(error?.description.hasPrefix("--health-bind-address \(address): cannot listen there: ") == true)
      }
    }
  }

  @Test("Graceful shutdown ends it, with clients connected")
  func gracefulShutdown() async throws {
    let endpoint = HTTPEndpoint(
      setting: "", address: BindAddress(host: "127.0.0.1", port: 0), routes: [HealthRoute(path: "/healthz")],
      logger: .silent)
    try await testGracefulShutdown { trigger in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await endpoint.run() }
        let port = try await endpoint.waitUntilListening()
        _ = try await RawConnection.with(port: port) { _, untilEnd in
          trigger.triggerGracefulShutdown()
          return try? await untilEnd()
        }
        try await group.waitForAll()
      }
    }
  }

  @Test(
    "Addresses as people write them",
    arguments: [
      (":8080", ":8080"), ("127.0.0.1:0", "127.0.0.1:0"), ("[::1]:80", "[::1]:80"),
      ("localhost:65535", "localhost:65535"),
      ("8080", nil), ("", nil), ("host:", nil), (":65536", nil), (":-1", nil), ("::1:80", nil), ("[x]:80", nil),
      ("a b:80", nil), ("http://x:80", nil),
    ] as [(String, String?)])
  func addresses(text: String, expected: String?) {
    #expect(BindAddress(text)?.description == expected)
  }
}

/// Answers as a test says.
struct ClosureRoute: EndpointRoute {
  let answer: @Sendable (EndpointRequest) async -> EndpointResponse?

  func respond(to request: EndpointRequest) async -> EndpointResponse? { await answer(request) }
}
