import NIOCore
import NIOHTTP2
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

/// Requests and answers over HTTP/2, with a server that keeps to the protocol.
@Suite(.timeLimit(.minutes(10))) struct HTTP2TransportTests {
  /// Answers each request with its own method, target and body.
  private static let echo: @Sendable (inout HTTP2Peer) async throws -> Void = { peer in
    while let request = try await peer.nextRequest() {
      let method = request.headers.first(name: ":method") ?? ""
      try await peer.answer(request.id, "\(method) \(request.target) \(request.body)")
    }
  }

  @Test func requestArrivesAsItIs() async throws {
    let (requests, arrived) = AsyncStream.makeStream(of: HTTP2Peer.Request.self)
    try await withHTTP2Peer { peer in
      while let request = try await peer.nextRequest() {
        arrived.yield(request)
        try await peer.answer(request.id)
      }
    } _: { transport in
      let text = try await transport.text(.put("/api/v1/x?a=b%20c", #"{"a":"ü"}"#))
      #expect(text == "{}")
    }
    arrived.finish()
    let request = try #require(await requests.first { _ in true })
    #expect(request.body == #"{"a":"ü"}"#)
    #expect(request.headers[":method"] == ["PUT"] && request.headers[":scheme"] == ["https"])
    #expect(request.target == "/api/v1/x?a=b%20c")
    #expect(request.headers[":authority"].first?.hasPrefix("127.0.0.1:") == true)
    #expect(request.headers["content-type"] == ["application/json"])
    #expect(request.headers["content-length"] == ["10"])
  }

  @Test func requestsShareOneConnectionAndAreAnsweredInAnyOrder() async throws {
    try await withHTTP2Peer { peer in
      var requests: [HTTP2Peer.Request] = []
      while requests.count < 20, let request = try await peer.nextRequest() { requests.append(request) }
      for request in requests.reversed() { try await peer.answer(request.id, "\(peer.number) \(request.target)") }
      _ = try await peer.nextRequest()
    } _: { transport in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 1...20 {
          group.addTask {
            let text = try await transport.text(.get("/\(number)"))
            #expect(text == "1 /\(number)")
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func bodiesOverTheWindowsArriveWhole() async throws {
    let text = String(repeating: "0123456789abcdef", count: 100_000)
    try await withHTTP2Peer(serve: Self.echo) { transport in
      let echo = try await transport.text(.put("/a", text), upTo: 2 << 20)
      #expect(echo == "PUT /a \(text)")
    }
  }

  @Test func requestsOverTheServersLimitWait() async throws {
    let atOnce = Mutex(0)
    try await withHTTP2Peer(maximumStreams: 1) { peer in
      while let request = try await peer.nextRequest() {
        let count = atOnce.withLock { count in
          count += 1
          return count
        }
        #expect(count == 1)
        try await peer.sendHead(request.id)
        atOnce.withLock { $0 -= 1 }
        try await peer.sendBody(request.id, request.target.utf8)
      }
    } _: { transport in
      // The server's limit has arrived with the first answer.
      _ = try await transport.text(.get("/0"))
      try await withThrowingTaskGroup(of: String.self) { group in
        for number in 1...5 { group.addTask { try await transport.text(.get("/\(number)")) } }
        let answers = try await group.reduce(into: Set()) { $0.insert($1) }
        #expect(answers == ["/1", "/2", "/3", "/4", "/5"])
      }
    }
  }

  @Test func interimAnswersAndTrailersAreNoAnswers() async throws {
    try await withHTTP2Peer { peer in
      while let request = try await peer.nextRequest() {
        try await peer.send(.headers(.init(headers: [":status": "103", "link": "</a>"])), request.id)
        try await peer.sendHead(request.id, code: 404, [("retry-after", "3")])
        try await peer.sendBody(request.id, "gone".utf8, isLast: false)
        try await peer.send(.headers(.init(headers: ["retry-after": "4"], endStream: true)), request.id)
      }
    } _: { transport in
      let answer = try await transport.answer(to: .get("/a"), upTo: 100)
      #expect(answer.code == 404 && String(buffer: answer.body) == "gone")
      #expect(answer.headers["retry-after"] == ["3"])
    }
  }

  @Test func bodyIsReadWhileItArrives() async throws {
    let (reads, read) = AsyncStream.makeStream(of: Void.self)
    try await withHTTP2Peer { peer in
      guard let request = try await peer.nextRequest() else { return }
      var read = reads.makeAsyncIterator()
      try await peer.sendHead(request.id)
      for part in ["a", "b", "c"] {
        try await peer.sendBody(request.id, part.utf8, isLast: part == "c")
        await read.next()
      }
      _ = try await peer.nextRequest()
    } _: { transport in
      let answer = try await transport.open(.get("/a"))
      var parts: [String] = []
      while let part = try await answer.body.next() {
        parts.append(String(buffer: part))
        read.yield()
      }
      #expect(parts == ["a", "b", "c"])
    }
  }

  /// A watch that nobody reads: the server may send no more of it, and yet answers others.
  @Test func whatIsNotReadHoldsBackItselfAndNothingElse() async throws {
    let (frames, arrived) = AsyncStream.makeStream(of: String.self)
    let text = String(repeating: "x", count: 1 << 20)
    try await withHTTP2Peer { peer in
      while let frame = try await peer.nextFrame() {
        switch frame.payload {
        case .headers:
          arrived.yield("request \(frame.streamID.number)")
          if frame.streamID.number == 1 {
            try await peer.sendHead(frame.streamID)
            try await peer.sendBody(frame.streamID, text.utf8)
          } else {
            try await peer.answer(frame.streamID)
          }
        case .windowUpdate: arrived.yield("more of \(frame.streamID.number)")
        default: break
        }
      }
    } _: { transport in
      let watch = try await transport.open(.get("/watch"))
      for number in 1...3 { try await transport.expect("{}", of: .get("/\(number)")) }
      var length = 0
      while let part = try await watch.body.next() { length += part.readableBytes }
      #expect(length == text.utf8.count)
    }
    arrived.finish()
    let all = await frames.reduce(into: []) { $0.append($1) }
    #expect(all.prefix(4) == ["request 1", "request 3", "request 5", "request 7"])
    #expect(all.dropFirst(4).allSatisfy { $0 == "more of 1" } && all.count > 4)
  }

  @Test func aServerWithoutHTTP2IsAskedOverHTTP1() async throws {
    let body = #"{"gitVersion":"v1.30.0"}"#
    let listener = try await LoopbackListener { channel in
      try channel.pipeline.syncOperations.addHandler(HTTP2Peer.tlsHandler(protocols: ["http/1.1"]))
    }
    try await listener.serve { (connection: Connection) in
      try? await connection.executeThenClose { inbound, outbound in
        var parts = inbound.makeAsyncIterator()
        while try await readHead(&parts).hasSuffix("\r\n\r\n") {
          try await outbound.write(
            ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"))
        }
      }
    } while: {
      try await withTransport(port: listener.port) { transport in
        for _ in 1...2 { try await transport.expect(body, of: .get("/version")) }
        #expect((transport as? NegotiatingTransport)?.isHTTP2 == false)
      }
    }
  }

  @Test func renewedCertificatesLeadToAConnectionOfTheirOwnAndTheOldOneFinishes() async throws {
    let (goOn, answer) = AsyncStream.makeStream(of: Void.self)
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    try await withHTTP2Peer { peer in
      while let request = try await peer.nextRequest() {
        if request.target == "/slow" {
          arrived.yield()
          for await _ in goOn { break }
        }
        try await peer.answer(request.id, "\(peer.number)")
      }
    } _: { transport in
      _ = try await transport.text(.get("/first"))
      async let slow = transport.text(.get("/slow"))
      for await _ in arrivals { break }
      try await transport.expect("2", of: .get("/new", tls: HTTPRequest.anyServer(number: 1)))
      answer.yield()
      #expect(try await slow == "1")
      try await transport.expect("2", of: .get("/old"), "the newest serves those who asked before")
    }
  }
}

extension HTTP2StreamID {
  fileprivate var number: Int { Int(self) }
}
