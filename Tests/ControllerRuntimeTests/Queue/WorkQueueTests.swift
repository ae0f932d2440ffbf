import TestSupport
import Testing

@testable import ControllerRuntime

@Suite("A work queue", .timeLimit(.minutes(1)))
struct WorkQueueTests {
  private let clock = ManualClock()
  private let queue: WorkQueue<String>

  init() { queue = WorkQueue(clock: RuntimeClock(clock)) }

  /// Runs the queue's timer for the time of a test.
  private func withTimer(_ test: () async throws -> Void) async rethrows {
    try await withThrowingTaskGroup { group in
      group.addTask { [queue] in await queue.run() }
      try await test()
      group.cancelAll()
    }
  }

  @Test("hands a key to a worker that waits, and keeps it for one that comes later")
  func next() async {
    async let waiting = queue.next()
    queue.add("a")
    #expect(await waiting == "a")
    queue.add("b")
    #expect(await queue.next() == "b")
  }

  @Test("hands delayed keys out when they are due")
  func delays() async {
    await withTimer {
      queue.add("late", after: .seconds(10))
      await clock.untilSleepers(1)
      queue.add("soon", after: .seconds(1))
      queue.add("now", after: .zero)
      #expect(await queue.next() == "now")
      clock.advance(by: .seconds(1))
      #expect(await queue.next() == "soon")
      clock.advance(by: .seconds(9))
      #expect(await queue.next() == "late")
    }
  }

  @Test("delays a failing key by 5 ms, then twice as long each time, up to 1000 s")
  func backOff() {
    let delays = (0..<20).map { _ in queue.retry("a") }
    #expect(delays.prefix(4) == [.milliseconds(5), .milliseconds(10), .milliseconds(20), .milliseconds(40)])
    #expect(delays[17] == .milliseconds(655_360))
    #expect(delays.suffix(2) == [.seconds(1000), .seconds(1000)])
    #expect(queue.retry("b") == .milliseconds(5))
  }

  @Test("counts failures anew after success")
  func forget() {
    queue.retry("a")
    queue.retry("a")
    queue.forget("a")
    #expect(queue.retry("a") == .milliseconds(5))
  }

  @Test("delays a failing key for as long as the server asks")
  func minimumDelay() {
    #expect(queue.retry("a", atLeast: .seconds(3)) == .seconds(3))
    #expect(queue.retry("a", atLeast: .milliseconds(1)) == .milliseconds(10))
  }

  @Test("hands out nothing after shutdown, while keys that run may finish")
  func shutDown() async {
    queue.add("running")
    #expect(await queue.next() == "running")
    async let waiting = queue.next()
    queue.shutDown()
    #expect(await waiting == nil)
    queue.add("running")
    queue.add("waiting")
    queue.finish("running")
    #expect(await queue.next() == nil)
  }

  @Test("loses no key to a worker that is cancelled")
  func cancellation() async {
    let worker = Task { await queue.next() }
    worker.cancel()
    #expect(await worker.value == nil)
    queue.add("a")
    #expect(await queue.next() == "a")
  }

  @Test("never lets one key run twice at once, and runs it after its last add")
  func stress() async {
    let keys = (0..<10).map { "key-\($0)" }
    let added = Locked<[String: Int]>([:])
    let seen = Locked<[String: Int]>([:])
    let running = Locked<Set<String>>([])
    await withDiscardingTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          while let key = await queue.next() {
            #expect(running.change { $0.insert(key).inserted })
            await Task.yield()
            let count = added.value[key]
            running.change { _ = $0.remove(key) }
            let isComplete = seen.change { seen in
              seen[key] = count
              return seen.count == keys.count && seen.values.allSatisfy { $0 == 100 }
            }
            queue.finish(key)
            if isComplete { queue.shutDown() }
          }
        }
      }
      for _ in 0..<100 {
        group.addTask {
          for key in keys {
            added.change { $0[key, default: 0] += 1 }
            queue.add(key)
          }
        }
      }
    }
    #expect(Set(seen.value.values) == [100])
  }
}
