import MetricsTestKit
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite("A work queue", .timeLimit(.minutes(10)))
struct WorkQueueTests {
  private let clock = ManualClock()
  private let metrics = TestMetrics()
  private let queue: WorkQueue<String>

  init() { queue = WorkQueue(name: "widgets", clock: RuntimeClock(clock), metrics: metrics) }

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
  func delays() async throws {
    try await withTimer {
      queue.add("late", after: .seconds(10))
      try await clock.untilSleepers(1)
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

  @Test("delays a key no longer than it is told, unless the server asks for more")
  func maximumDelay() {
    let delays = (0..<4).map { _ in queue.retry("a", atMost: .milliseconds(15)) }
    #expect(delays == [.milliseconds(5), .milliseconds(10), .milliseconds(15), .milliseconds(15)])
    #expect(queue.retry("a", atLeast: .seconds(3), atMost: .milliseconds(15)) == .seconds(3))
  }

  @Test("keeps the priority of a key that is tried again or asks to come again")
  func keepsPriority() async throws {
    try await withTimer {
      queue.add("a", priority: .low)
      #expect(await queue.next() == "a")
      queue.retry("a")
      queue.finish("a")
      try await clock.untilSleepers(1)
      clock.advance(by: .milliseconds(5))
      try await eventually("it is ready") { queue.readyCount == 0 ? nil : true }
      #expect(queue.activity.depth == [.low: 1, .normal: 0])
      #expect(await queue.next() == "a")
      queue.add("a", after: .zero)
      queue.finish("a")
      #expect(queue.activity.depth == [.low: 1, .normal: 0])
      queue.add("b", after: .zero)
      #expect(queue.activity.depth == [.low: 1, .normal: 1])
    }
  }

  @Test("was busy while a key waits, and for a time after it was handed out")
  func business() async throws {
    #expect(!queue.wasBusy(within: .seconds(1)))
    queue.add("a")
    clock.advance(by: .seconds(5))
    #expect(queue.wasBusy(within: .seconds(1)), "it waits")
    #expect(await queue.next() == "a")
    queue.finish("a")
    clock.advance(by: .milliseconds(999))
    #expect(queue.wasBusy(within: .seconds(1)))
    clock.advance(by: .milliseconds(1))
    #expect(!queue.wasBusy(within: .seconds(1)))
  }

  @Test("lets a key that the server wants to wait not come earlier, even if it changes")
  func holds() async throws {
    try await withTimer {
      queue.add("a")
      #expect(await queue.next() == "a")
      queue.retry("a", atLeast: .seconds(3))
      queue.finish("a")
      queue.add("a")
      #expect(queue.readyCount == 0)
      try await clock.untilSleepers(1)
      clock.advance(by: .seconds(3))
      #expect(await queue.next() == "a")
    }
  }

  @Test("counts and measures under the names of client-go")
  func metricNames() async throws {
    let labels = [("name", "widgets"), ("controller", "widgets")]
    queue.add("a", priority: .low)
    queue.add("a")
    queue.add("b", priority: .low)
    #expect(try metrics.expectMeter("workqueue_depth", labels + [("priority", "0")]).lastValue == 1)
    #expect(try metrics.expectMeter("workqueue_depth", labels + [("priority", "-100")]).lastValue == 1)
    clock.advance(by: .seconds(2))
    #expect(await queue.next() == "a")
    clock.advance(by: .seconds(1))
    queue.retry("a")
    queue.finish("a")
    #expect(try metrics.expectMeter("workqueue_depth", labels + [("priority", "0")]).lastValue == 0)
    #expect(try metrics.expectCounter("workqueue_adds_total", labels).totalValue == 3)
    #expect(try metrics.expectCounter("workqueue_retries_total", labels).totalValue == 1)
    #expect(try metrics.expectTimer("workqueue_queue_duration_seconds", labels).values == [2_000_000_000])
    #expect(try metrics.expectTimer("workqueue_work_duration_seconds", labels).values == [1_000_000_000])
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
