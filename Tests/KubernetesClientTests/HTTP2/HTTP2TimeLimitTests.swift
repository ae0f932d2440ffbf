import NIOCore
import NIOHTTP2
import TestSupport
import Testing

@testable import KubernetesClient

/// Time limits over HTTP/2, which the event loop keeps.
@Suite(.timeLimit(.minutes(10))) struct HTTP2TimeLimitTests {
  private let limit = Self.limit(.milliseconds(50))

  private static func limit(_ duration: Duration) -> TimeLimit {
    TimeLimit(
      duration: duration, clock: ContinuousClock(), error: .transport(TransportError(.timeout, "too long")))
  }

  private func limited(_ target: String, _ limit: TimeLimit) -> HTTPRequest {
    var request = HTTPRequest.get(target)
    request.timeLimit = limit
    return request
  }

  private func error(of request: HTTPRequest, over transport: any HTTPTransport) async -> KubernetesError? {
    await KubernetesClientTests.error(of: { try await transport.answer(to: request, upTo: 1 << 20) })
  }

  /// Twice, one after the other: the timer is set again.
  @Test(arguments: [("/without-answer", Duration.milliseconds(50)), ("/without-end", .seconds(2))])
  func aRequestThatTakesTooLongEndsAndNoOther(target: String, duration: Duration) async throws {
    let limit = Self.limit(duration)
    try await withHTTP2Peer { peer in
      var patient: HTTP2StreamID?
      var resets = 0
      while let frame = try await peer.nextFrame() {
        switch frame.payload {
        case .headers(let block):
          switch block.headers.first(name: ":path") {
          case "/connect": try await peer.answer(frame.streamID)
          case "/patient": patient = frame.streamID
          case "/without-end":
            try await peer.sendHead(frame.streamID)
            try await peer.sendBody(frame.streamID, "{".utf8, isLast: false)
          default: break
          }
        case .rstStream(let code):
          #expect(code == .cancel)
          resets += 1
        default: break
        }
        if resets == 2, let id = patient {
          patient = nil
          try await peer.answer(id, "\(peer.number)")
        }
      }
    } _: { transport in
      // The server hears of no request whose time is over before there is a connection.
      try await transport.expect("{}", of: .get("/connect"))
      async let patient = transport.text(.get("/patient"))
      for _ in 1...2 {
        let error = await error(of: limited(target, limit), over: transport)
        #expect(error == limit.error)
      }
      let text = try await patient
      #expect(text == "1")
    }
  }

  @Test func requestsThatWaitForTheirTurnHaveALimitToo() async throws {
    try await withHTTP2Peer(maximumStreams: 1) { peer in
      while try await peer.nextFrame() != nil {}
    } _: { transport in
      let errors = await withTaskGroup(of: KubernetesError?.self) { group in
        for _ in 1...3 { group.addTask { await error(of: limited("/a", limit), over: transport) } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(errors == [limit.error, limit.error, limit.error])
    }
  }

  @Test func aBodyThatIsReadWhileItArrivesMayTakeLongerThanItsHead() async throws {
    try await withHTTP2Peer { peer in
      var watch: HTTP2StreamID?
      while let frame = try await peer.nextFrame() {
        switch frame.payload {
        case .headers where frame.streamID == 1: try await peer.answer(1)
        case .headers where watch == nil:
          watch = frame.streamID
          try await peer.sendHead(frame.streamID)
        case .rstStream: if let watch { try await peer.sendBody(watch, "event".utf8) }
        default: break
        }
      }
    } _: { transport in
      // Far more than the head takes, once there is a connection.
      let limit = Self.limit(.seconds(2))
      try await transport.expect("{}", of: .get("/a"))
      let watch = try await transport.open(limited("/watch", limit))
      let error = await error(of: limited("/later", limit), over: transport)
      #expect(error == limit.error)
      let event = try await watch.body.next()
      #expect(event == ByteBuffer(string: "event"))
    }
  }

  @Test func aBodyOfWhichNothingArrivesForTooLongEnds() async throws {
    let (resets, reset) = AsyncStream.makeStream(of: Void.self)
    try await withHTTP2Peer { peer in
      while let frame = try await peer.nextFrame() {
        switch frame.payload {
        case .headers where frame.streamID == 1:
          try await peer.sendHead(1)
          try await peer.sendBody(1, "event".utf8, isLast: false)
        case .headers: try await peer.answer(frame.streamID, "\(peer.number)")
        case .rstStream: reset.yield()
        default: break
        }
      }
    } _: { transport in
      let body = try await transport.open(.get("/watch")).body
      let event = try await body.next()
      let error = await KubernetesClientTests.error(of: { try await body.next(within: limit) })
      #expect(event == ByteBuffer(string: "event") && error == limit.error)
      for await _ in resets { break }
      try await transport.expect("1", of: .get("/a"))
    }
  }
}
