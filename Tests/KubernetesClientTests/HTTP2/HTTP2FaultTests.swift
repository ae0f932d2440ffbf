import NIOCore
import NIOHTTP2
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

/// What a server may do to a request over HTTP/2, or a broken one does.
@Suite(.timeLimit(.minutes(10))) struct HTTP2FaultTests {
  private func error(
    of request: HTTPRequest = .get("/a"), upTo limit: Int = 1 << 20, over transport: any HTTPTransport
  ) async -> KubernetesError? {
    await KubernetesClientTests.error(of: { try await transport.answer(to: request, upTo: limit) })
  }

  private func isClosed(_ error: KubernetesError?) -> Bool {
    if case .transport(let cause) = error { cause.kind == .closed } else { false }
  }

  /// GOAWAY: what the server has begun it finishes, what it has not looked at goes to the next connection.
  @Test func requestsAfterTheLastOneThatAServerLooksAtAreSentAgain() async throws {
    try await withHTTP2Peer { peer in
      var requests: [HTTP2Peer.Request] = []
      while requests.count < (peer.number == 1 ? 3 : 2), let request = try await peer.nextRequest() {
        requests.append(request)
      }
      guard let first = requests.first else { return }
      if peer.number == 1 {
        try await peer.send(.goAway(lastStreamID: first.id, errorCode: .noError, opaqueData: nil), .rootStream)
        requests = [first]
      }
      for request in requests { try await peer.answer(request.id, "\(peer.number)") }
      _ = try await peer.nextRequest()
    } _: { transport in
      let answers = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 1...3 { group.addTask { try await transport.text(.get("/a")) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.sorted() == ["1", "2", "2"])
    }
  }

  @Test func aRefusedRequestIsSentAgain() async throws {
    let refusals = Mutex(0)
    try await withHTTP2Peer { peer in
      while let request = try await peer.nextRequest() {
        let number = refusals.withLock { count in
          count += 1
          return count
        }
        if request.target == "/never" || number == 1 {
          try await peer.send(.rstStream(.refusedStream), request.id)
        } else {
          try await peer.answer(request.id, request.body)
        }
      }
    } _: { transport in
      try await transport.expect("body", of: .put("/a", "body"))
      #expect(refusals.withLock { $0 } == 2)
      let error = await error(of: .get("/never"), over: transport)
      #expect(error?.description == "the server refused the request 3 times")
      #expect(error?.isRetryable == true && refusals.withLock { $0 } == 5)
    }
  }

  @Test(arguments: [HTTP2ErrorCode.internalError, .cancel, .noError])
  func aResetInTheAnswerEndsOneRequestAndNoOther(code: HTTP2ErrorCode) async throws {
    try await withHTTP2Peer { peer in
      while let request = try await peer.nextRequest() {
        if request.target == "/fine" {
          try await peer.answer(request.id, "\(peer.number)")
        } else {
          try await peer.sendHead(request.id)
          try await peer.sendBody(request.id, "{".utf8, isLast: false)
          try await peer.send(.rstStream(code), request.id)
        }
      }
    } _: { transport in
      let error = await error(over: transport)
      #expect(isClosed(error) && error?.isRetryable == true, "\(error)")
      try await transport.expect("1", of: .get("/fine"))
    }
  }

  @Test func aConnectionThatEndsInTheAnswerIsAnErrorAndTheNextRequestHasAnother() async throws {
    try await withHTTP2Peer { peer in
      guard let request = try await peer.nextRequest() else { return }
      guard peer.number == 1 else { return try await peer.answer(request.id, "\(peer.number)") }
      try await peer.sendHead(request.id)
      try await peer.sendBody(request.id, "{".utf8, isLast: false)
    } _: { transport in
      let error = await error(over: transport)
      #expect(isClosed(error) && error?.isRetryable == true, "\(error)")
      try await transport.expect("2", of: .get("/a"))
    }
  }

  @Test func aBodyThatEndsWithItsConnectionGivesWhatArrivedAndThenAnError() async throws {
    try await withHTTP2Peer { peer in
      guard let request = try await peer.nextRequest() else { return }
      try await peer.sendHead(request.id)
      try await peer.sendBody(request.id, "abc".utf8, isLast: false)
    } _: { transport in
      let answer = try await transport.open(.get("/watch"))
      var text = ""
      let error = await KubernetesClientTests.error(of: {
        while let part = try await answer.body.next() { text += String(buffer: part) }
      })
      #expect(text == "abc" && isClosed(error), "\(error)")
    }
  }

  /// Whoever is given up is told to the server, which can stop its work; the connection serves on.
  @Test(arguments: [false, true]) func givingUpEndsTheRequestOnTheServer(whileReading: Bool) async throws {
    let (resets, reset) = AsyncStream.makeStream(of: HTTP2ErrorCode.self)
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    try await withHTTP2Peer { peer in
      while let frame = try await peer.nextFrame() {
        switch frame.payload {
        case .headers where frame.streamID == 1:
          if whileReading { try await peer.sendHead(1) } else { arrived.yield() }
        case .headers: try await peer.answer(frame.streamID, "\(peer.number)")
        case .rstStream(let code): reset.yield(code)
        default: break
        }
      }
    } _: { transport in
      try await withThrowingTaskGroup(of: KubernetesError?.self) { group in
        group.addTask {
          await KubernetesClientTests.error(of: {
            let answer = try await transport.open(.get("/a"))
            arrived.yield()
            _ = try await answer.body.next()
          })
        }
        for await _ in arrivals { break }
        try await transport.expect("1", of: .get("/b"))
        group.cancelAll()
        let outcome = try await group.next()
        #expect(outcome == .some(.cancelled))
      }
      for await code in resets {
        #expect(code == .cancel)
        break
      }
      try await transport.expect("1", of: .get("/c"))
    }
  }

  @Test func aBodyThatNobodyWantsEndsItsRequest() async throws {
    let (resets, reset) = AsyncStream.makeStream(of: Void.self)
    try await withHTTP2Peer { peer in
      while let frame = try await peer.nextFrame() {
        switch frame.payload {
        case .headers: try await peer.sendHead(frame.streamID)
        case .rstStream: reset.yield()
        default: break
        }
      }
    } _: { transport in
      _ = try await transport.open(.get("/watch")).code
      for await _ in resets { break }
    }
  }

  @Test func permissionLostWhileAWriteWaitsForItsTurnKeepsItBack() async throws {
    let isPermitted = Atomic(true)
    let (targets, arrived) = AsyncStream.makeStream(of: String.self)
    try await withHTTP2Peer(maximumStreams: 1) { peer in
      while let request = try await peer.nextRequest() {
        arrived.yield(request.target)
        isPermitted.store(request.target != "/last", ordering: .sequentiallyConsistent)
        try await peer.answer(request.id)
      }
    } _: { transport in
      _ = try await transport.text(.get("/first"))
      async let last = transport.text(.get("/last"))
      for await target in targets where target == "/last" { break }
      let write = HTTPRequest.put("/write", "{}") { isPermitted.load(ordering: .sequentiallyConsistent) }
      #expect(await error(of: write, over: transport) == .writeNotPermitted)
      _ = try await last
      _ = try await transport.text(.get("/end"))
    }
    arrived.finish()
    #expect(await targets.reduce(into: []) { $0.append($1) } == ["/end"])
  }

  @Test func compressedAnswersAreBoundedAsTheyAreAndBrokenOnesAreErrors() async throws {
    let whole = try BrokenAnswerTests.decode(BrokenAnswerTests.compressedList)
    let long = try BrokenAnswerTests.decode(BrokenAnswerTests.compressedLongText)
    let bodies = [whole, Array(whole.prefix(30)), Array("{}".utf8), long]
    try await withHTTP2Peer { peer in
      while let request = try await peer.nextRequest() {
        try await peer.sendHead(request.id, [("content-encoding", "gzip")])
        try await peer.sendBody(request.id, bodies[Int(request.target.dropFirst()) ?? 0])
      }
    } _: { transport in
      let list = try await transport.text(.get("/0"))
      #expect(list.hasPrefix(#"{"metadata""#))
      for broken in ["/1", "/2"] { #expect(isClosed(await error(of: .get(broken), over: transport))) }
      let tooLong = await error(of: .get("/3"), upTo: 10_000, over: transport)
      #expect(tooLong?.description.contains("the body is longer than 10000 bytes") == true, "\(tooLong)")
    }
  }

  @Test func aBodyOverTheLimitEndsItsRequest() async throws {
    let (resets, reset) = AsyncStream.makeStream(of: Void.self)
    try await withHTTP2Peer { peer in
      while let frame = try await peer.nextFrame() {
        switch frame.payload {
        case .headers:
          try await peer.sendHead(frame.streamID)
          try await peer.sendBody(frame.streamID, "0123456789".utf8, isLast: false)
        case .rstStream: reset.yield()
        default: break
        }
      }
    } _: { transport in
      let error = await error(upTo: 9, over: transport)
      #expect(error?.description.contains("the body is longer than 9 bytes") == true, "\(error)")
      for await _ in resets { break }
    }
  }

  @Test func shutdownEndsRequestsAsCancelledAndTakesNoMore() async throws {
    let (requests, arrived) = AsyncStream.makeStream(of: Void.self)
    try await withHTTP2Peer { peer in
      while try await peer.nextRequest() != nil { arrived.yield() }
    } _: { transport in
      async let outcome = error(over: transport)
      for await _ in requests { break }
      try await transport.shutdown()
      #expect(await outcome == .cancelled)
      #expect(isClosed(await error(over: transport)))
    }
  }

  /// In the handshake, in the settings, in a head, in a body: the request ends with an error or an answer, and the next one
  /// has another connection.
  @Test(arguments: Array(stride(from: 100, through: 2_500, by: 100)))
  func aConnectionThatEndsAnywhereHoldsNobody(bytes: Int) async throws {
    let text = String(repeating: "x", count: 1_000)
    try await withHTTP2Server { peer in
      while let request = try await peer.nextRequest() { try await peer.answer(request.id, text) }
    } _: { port in
      try await FaultProxy.with(try ServerAddress("https://127.0.0.1:\(port)")) { proxy in
        await proxy.begin(CutAfter(bytes: bytes))
        try await withTransport(port: proxy.port) { transport in
          for _ in 1...2 {
            let outcome = await error(over: transport)
            #expect(outcome == nil || isClosed(outcome), "\(outcome)")
          }
          try await transport.expect(text, of: .get("/a"))
        }
      }
    }
  }
}
