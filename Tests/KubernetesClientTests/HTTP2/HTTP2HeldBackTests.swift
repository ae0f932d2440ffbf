import NIOCore
import NIOEmbedded
import NIOHTTP2
import Testing

@testable import KubernetesClient

/// What NIO holds back while a connection takes no more bytes, and what has become of it when it does again.
@Suite(.timeLimit(.minutes(5))) struct HTTP2HeldBackTests {
  private typealias Waiter = CheckedContinuation<APIResponse, any Error>

  /// A connection without a network, whose other side a test writes out.
  private final class Line {
    let channel = EmbeddedChannel()
    private(set) var handedBack: [HTTP2Exchange] = []
    private lazy var connection = HTTP2Connection(
      settings, handBack: { [weak self] in self?.handedBack.append($0) }, onEnd: { _ in })
    private let settings = HTTP2ConnectionSettings(authority: "api.test:443", streamWindow: 256 << 10)
    private var unread = ByteBuffer()

    init() throws {
      _ = try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
      try channel.pipeline.syncOperations.addHandlers(
        NIOHTTP2Handler(mode: .client, connectionConfiguration: settings.connection), connection)
      for frame in [HTTP2WireFrame(.settings), .settingsAcknowledgement] { try receive(frame) }
      try collect()
      unread.moveReaderIndex(forwardBy: HTTP2WireFrame.prefaceLength)
      _ = try sent()
    }

    func send(_ target: String, _ waiter: Waiter) {
      connection.send(HTTP2Exchange(.get(target), HTTP2Ticket(), .whole(waiter, limit: 1 << 20)))
      channel.embeddedEventLoop.run()
    }

    func receive(_ frame: HTTP2WireFrame) throws {
      try channel.writeInbound(frame.bytes)
      channel.embeddedEventLoop.run()
    }

    func setWritable(_ isWritable: Bool) {
      channel.isWritable = isWritable
      channel.pipeline.fireChannelWritabilityChanged()
      channel.embeddedEventLoop.run()
    }

    /// The frames that have left since this was last asked.
    func sent() throws -> [HTTP2WireFrame] {
      try collect()
      var frames: [HTTP2WireFrame] = []
      while let frame = HTTP2WireFrame(readingFrom: &unread) { frames.append(frame) }
      return frames
    }

    private func collect() throws {
      while case .byteBuffer(let bytes)? = try channel.readOutbound(as: IOData.self) {
        unread.writeImmutableBuffer(bytes)
      }
    }
  }

  /// Runs a test with the waiters of so many requests.
  ///
  /// - Returns: their answers.
  private func answers(
    of count: Int, _ test: ([Waiter]) throws -> Void
  ) async throws -> [APIResponse] {
    let (stream, made) = AsyncStream.makeStream(of: Waiter.self)
    return try await withThrowingTaskGroup(of: APIResponse.self) { group in
      for _ in 0..<count { group.addTask { try await withCheckedThrowingContinuation { made.yield($0) } } }
      var waiters: [Waiter] = []
      var next = stream.makeAsyncIterator()
      while waiters.count < count, let waiter = await next.next() { waiters.append(waiter) }
      try test(waiters)
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test func aStreamThatHasEndedMeanwhileIsLeftAlone() async throws {
    let answers = try await answers(of: 1) { waiters in
      let line = try Line()
      line.send("/a", waiters[0])
      line.setWritable(false)
      try line.receive(.head(1))
      for number in 1...10 { try line.receive(.data(1, length: 16 << 10, isLast: number == 10)) }
      line.setWritable(true)
      #expect(line.channel.isActive)
    }
    #expect(answers.map(\.body.readableBytes) == [160 << 10])
  }

  @Test func theWindowIsWidenedByWhatHasArrivedAndNoMore() async throws {
    _ = try await answers(of: 1) { waiters in
      let line = try Line()
      line.send("/a", waiters[0])
      _ = try line.sent()
      line.setWritable(false)
      try line.receive(.head(1))
      for _ in 1...12 { try line.receive(.data(1, length: 16 << 10)) }
      line.setWritable(true)
      let steps = try line.sent().filter { $0.kind == .windowUpdate && $0.stream == 1 }
        .compactMap { $0.payload.getInteger(at: $0.payload.readerIndex, as: UInt32.self) }
      #expect(steps == [12 * 16 << 10])
      try line.receive(.data(1, length: 0, isLast: true))
    }
  }

  @Test func aRequestThatTheServerLeavesToAnotherConnectionIsNotSentAfterAll() async throws {
    let answers = try await answers(of: 2) { waiters in
      let line = try Line()
      line.send("/first", waiters[0])
      _ = try line.sent()
      line.setWritable(false)
      line.send("/second", waiters[1])
      try line.receive(.goAway(last: 1))
      #expect(line.handedBack.map(\.request.target) == ["/second"])
      line.setWritable(true)
      #expect(line.channel.isActive)
      #expect(try line.sent().isEmpty)
      try line.receive(.head(1, isLast: true))
      waiters[1].resume(returning: APIResponse(code: 503, headers: [:], body: ByteBuffer()))
    }
    #expect(answers.map(\.code).sorted() == [200, 503])
  }
}
