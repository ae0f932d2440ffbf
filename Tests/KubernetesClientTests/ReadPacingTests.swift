import NIOCore
import NIOEmbedded
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct ReadPacingTests {
  private let requests = RequestsUnderWay()
  private let reads = ReadCounter()
  private let channel: EmbeddedChannel

  init() throws {
    channel = EmbeddedChannel(handlers: [reads, ReadPacing(requests)])
    // The time of an event loop for tests begins at 0, when there can have been no read before.
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    _ = try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    reads.count = 0
  }

  private func begin(_ number: Int) { for _ in 0..<number { requests.begin() } }

  private func wait(milliseconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .milliseconds(milliseconds)) }

  @Test func withLittleToDoEveryEventIsReadAtOnce() {
    begin(3)
    for _ in 1...5 { channel.read() }
    #expect(reads.count == 5)
  }

  @Test func withMuchToDoTheFirstIsReadAtOnceAndTheOthersTogether() {
    begin(4)
    channel.read()
    #expect(reads.count == 1)
    for _ in 1...5 { channel.read() }
    wait(milliseconds: 19)
    #expect(reads.count == 1)
    wait(milliseconds: 1)
    #expect(reads.count == 2)
    channel.read()
    #expect(reads.count == 2, "counted from the last read")
    wait(milliseconds: 20)
    #expect(reads.count == 3)
  }

  @Test func afterAPauseTheNextIsReadAtOnce() {
    begin(4)
    channel.read()
    wait(milliseconds: 20)
    channel.read()
    #expect(reads.count == 2)
  }

  @Test func whenThereIsLessToDoTheNextIsReadAtOnce() {
    begin(4)
    channel.read()
    requests.end()
    channel.read()
    #expect(reads.count == 2)
  }

  @Test(arguments: [((32 << 10) - 1, 1), (32 << 10, 2)])
  func whatArrivesInQuantityIsReadAtOnce(size: Int, expected: Int) throws {
    begin(4)
    channel.read()
    // In two parts: it is what has arrived since the last read that counts.
    try channel.writeInbound(ByteBuffer(repeating: 0, count: size / 2))
    try channel.writeInbound(ByteBuffer(repeating: 0, count: size - size / 2))
    reads.count = 1
    channel.read()
    #expect(reads.count == expected)
  }

  @Test func whatArrivesGoesOn() throws {
    begin(4)
    channel.read()
    try channel.writeInbound(ByteBuffer(string: "event"))
    #expect(try channel.readInbound(as: ByteBuffer.self) == ByteBuffer(string: "event"))
  }
}

/// Counts how often it is asked to read.
private final class ReadCounter: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer

  var count = 0

  func read(context: ChannelHandlerContext) {
    count += 1
    context.read()
  }
}
