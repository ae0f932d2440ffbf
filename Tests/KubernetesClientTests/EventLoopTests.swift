import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(10))) struct EventLoopTests {
  private let eventLoop = MultiThreadedEventLoopGroup.singleton.any()

  @Test func theClockSleepsUntilTheDeadlineAndNotLess() async throws {
    let (clock, wait) = (EventLoopClock(eventLoop), Duration.milliseconds(20))
    let start = clock.now
    try await clock.sleep(for: wait)
    #expect(start.duration(to: clock.now) >= wait)
  }

  @Test func aDeadlineThatHasPassedIsNotWaitedFor() async throws {
    let clock = EventLoopClock(eventLoop)
    try await clock.sleep(until: clock.now - .seconds(3600), tolerance: nil)
  }

  @Test(arguments: [Duration.seconds(3600), .seconds(Int64.max)])
  func aCancelledSleepEndsAtOnce(wait: Duration) async throws {
    let clock = EventLoopClock(eventLoop)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await clock.sleep(for: wait) }
      // By then it sleeps; if it should not, it finds that it is cancelled.
      try await clock.sleep(for: .milliseconds(20))
      group.cancelAll()
      await #expect(throws: CancellationError.self) { try await group.next() }
    }
  }

  @Test func tasksRunOnTheThreadOfTheEventLoop() async throws {
    let eventLoop = eventLoop
    try await withTaskExecutorPreference(EventLoopExecutor(eventLoop)) {
      #expect(eventLoop.inEventLoop)
      try await EventLoopClock(MultiThreadedEventLoopGroup.singleton.next()).sleep(for: .milliseconds(1))
      #expect(eventLoop.inEventLoop, "after a wait for another event loop")
      async let child = eventLoop.inEventLoop
      #expect(await child, "in a child task")
    }
  }

  /// Two tasks that always have something to do, until an answer arrives on their own event loop.
  @Test func busyTasksDoNotKeepConnectionsWaiting() async throws {
    let eventLoop = eventLoop
    let arrival = Arrival()
    try await withServer { _, inbound, outbound in
      for try await question in inbound { try await outbound.write(question) }
    } _: { port in
      let client = try await ClientBootstrap(group: eventLoop)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(arrival) }
        }
        .connect(host: "127.0.0.1", port: port).get()
      await withTaskExecutorPreference(EventLoopExecutor(eventLoop)) {
        await withTaskGroup(of: Void.self) { group in
          client.writeAndFlush(ByteBuffer(string: "?"), promise: nil)
          for _ in 1...2 { group.addTask { while !arrival.isThere { await Task.yield() } } }
        }
      }
      try await client.close()
    }
  }
}

/// Notes that something has arrived.
private final class Arrival: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer

  private let hasArrived = Atomic(false)

  var isThere: Bool { hasArrived.load(ordering: .relaxed) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) { hasArrived.store(true, ordering: .relaxed) }
}
