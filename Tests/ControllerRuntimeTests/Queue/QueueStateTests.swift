import Testing

@testable import ControllerRuntime

@Suite("The rules of a work queue")
struct QueueStateTests {
  private var queue = QueueState<String>()

  private mutating func takeAll() -> [String] {
    var keys: [String] = []
    while let key = queue.take(at: .zero)?.key { keys.append(key) }
    return keys
  }

  @Test("a key waits once, in the order of first adds")
  mutating func deduplication() {
    for key in ["a", "b", "a", "c", "b"] { queue.add(key, .normal, at: .zero) }
    #expect(takeAll() == ["a", "b", "c"])
  }

  @Test("a key that is added while it runs waits until it is finished, then runs once more")
  mutating func addWhileRunning() {
    queue.add("a", .normal, at: .zero)
    #expect(queue.take(at: .zero)?.key == "a")
    queue.add("a", .normal, at: .zero)
    queue.add("a", .normal, at: .zero)
    #expect(queue.take(at: .zero)?.key == nil)
    queue.finish("a", at: .zero)
    #expect(takeAll() == ["a"])
    queue.finish("a", at: .zero)
    #expect(queue.take(at: .zero)?.key == nil)
  }

  @Test("delayed keys come in the order of their times, and of adds where these are equal")
  mutating func delays() {
    queue.add("c", .normal, due: .seconds(3))
    queue.add("a", .normal, due: .seconds(1))
    queue.add("b", .normal, due: .seconds(1))
    #expect(queue.nextDue == .seconds(1))
    queue.addDue(at: .milliseconds(999))
    #expect(queue.take(at: .zero)?.key == nil)
    queue.addDue(at: .seconds(3))
    #expect(takeAll() == ["a", "b", "c"])
    #expect(queue.nextDue == nil)
  }

  @Test("of several delays of one key the earliest counts")
  mutating func earliestDelay() {
    queue.add("a", .normal, due: .seconds(2))
    queue.add("a", .normal, due: .seconds(1))
    queue.add("a", .normal, due: .seconds(5))
    queue.addDue(at: .seconds(1))
    #expect(takeAll() == ["a"])
    queue.finish("a", at: .zero)
    queue.addDue(at: .seconds(9))
    #expect(queue.take(at: .zero)?.key == nil)
  }

  @Test("taking a key calls its delayed add off")
  mutating func takenBeforeDue() {
    queue.add("a", .normal, due: .seconds(5))
    queue.add("a", .normal, at: .zero)
    #expect(takeAll() == ["a"])
    queue.finish("a", at: .zero)
    queue.addDue(at: .seconds(5))
    #expect(queue.take(at: .zero)?.key == nil)
  }

  @Test("a delayed add made during a run stands")
  mutating func delayedWhileRunning() {
    queue.add("a", .normal, at: .zero)
    #expect(takeAll() == ["a"])
    queue.add("a", .normal, due: .seconds(1))
    queue.addDue(at: .seconds(1))
    #expect(queue.take(at: .zero)?.key == nil)
    queue.finish("a", at: .zero)
    #expect(takeAll() == ["a"])
  }

  @Test("delayed adds that are off do not pile up")
  mutating func leftovers() {
    for hour in 1...1000 {
      queue.add("a", .normal, due: .seconds(3600 * hour))
      queue.add("a", .normal, at: .zero)
      #expect(takeAll() == ["a"])
      queue.finish("a", at: .zero)
    }
    #expect(queue.appointmentCount < 100)
    queue.add("b", .normal, due: .seconds(1))
    #expect(queue.nextDue == .seconds(1))
  }

  // MARK: Priorities

  @Test("normal keys come before low ones, each in the order of first adds")
  mutating func priorities() {
    for key in ["a", "b"] { queue.add(key, .low, at: .zero) }
    for key in ["c", "d"] { queue.add(key, .normal, at: .zero) }
    #expect(queue.readyCount(of: .low) == 2 && queue.readyCount(of: .normal) == 2)
    #expect(takeAll() == ["c", "d", "a", "b"])
    #expect(queue.readyCount == 0 && queue.readyCount(of: .low) == 0)
  }

  @Test("a low key is raised by a normal add, and not lowered by a low one")
  mutating func raised() {
    for key in ["a", "b", "c"] { queue.add(key, .low, at: .zero) }
    #expect(queue.add("c", .normal, at: .zero) == false)
    #expect(queue.add("c", .low, at: .zero) == false)
    #expect(queue.readyCount(of: .low) == 2 && queue.readyCount(of: .normal) == 1)
    #expect(takeAll() == ["c", "a", "b"])
  }

  @Test("a key that is added while it runs comes again with the highest priority of these adds")
  mutating func raisedWhileRunning() {
    queue.add("a", .low, at: .zero)
    #expect(queue.take(at: .zero)?.key == "a")
    queue.add("b", .low, at: .zero)
    for priority in [QueuePriority.low, .normal, .low] { queue.add("a", priority, at: .zero) }
    queue.finish("a", at: .zero)
    #expect(takeAll() == ["a", "b"])
  }

  @Test("a delayed key comes with the highest priority that it was given, at the earliest time")
  mutating func delayedPriority() {
    queue.add("low", .low, due: .seconds(1))
    queue.add("a", .low, due: .seconds(2))
    queue.add("a", .normal, due: .seconds(9))
    queue.add("b", .normal, due: .seconds(9))
    queue.add("b", .low, due: .seconds(2))
    queue.addDue(at: .seconds(2))
    #expect(takeAll() == ["a", "b", "low"])
  }

  @Test("low keys have their turn while normal ones never end")
  mutating func noStarvation() {
    for number in 0..<3 { queue.add("low-\(number)", .low, at: .zero) }
    var taken: [String] = []
    for number in 0..<24 {
      queue.add("n-\(number)", .normal, at: .zero)
      if let key = queue.take(at: .zero)?.key { taken.append(key) }
    }
    #expect(taken.indices.filter { taken[$0].hasPrefix("low") } == [7, 15, 23])
  }

  @Test("places of keys that were raised do not pile up")
  func raisedLeftovers() {
    var keys = ReadyKeys<String>()
    for number in 0..<1000 {
      keys.add("a", .low, since: .seconds(number))
      keys.add("a", .normal, since: .seconds(number))
      _ = keys.pop()
    }
    #expect(keys.placeCount < 100)
    #expect(keys.count == keys.count(of: .low) + keys.count(of: .normal))
  }

  @Test("a key that is held does not come before its time, whoever adds it")
  mutating func held() {
    queue.add("a", .normal, at: .zero)
    #expect(queue.take(at: .zero)?.key == "a")
    queue.add("a", .normal, at: .zero)
    queue.hold("a", until: .seconds(5))
    queue.finish("a", at: .zero)
    queue.add("a", .normal, at: .seconds(1))
    queue.add("a", .normal, due: .seconds(2))
    queue.addDue(at: .seconds(4))
    #expect(queue.take(at: .seconds(4)) == nil)
    queue.addDue(at: .seconds(5))
    #expect(queue.take(at: .seconds(5))?.key == "a")
    queue.finish("a", at: .seconds(5))
    queue.add("a", .normal, at: .seconds(5))
    #expect(queue.take(at: .seconds(5))?.key == "a")
  }

  @Test("tells how much waits and runs, and for how long")
  mutating func activity() {
    queue.add("a", .normal, at: .seconds(1))
    queue.add("b", .normal, at: .seconds(2))
    #expect(queue.take(at: .seconds(3))?.waited == .seconds(2))
    #expect(queue.take(at: .seconds(4))?.waited == .seconds(2))
    queue.add("c", .low, at: .seconds(5))
    queue.add("c", .normal, at: .seconds(6))
    queue.add("d", .low, at: .seconds(7))
    queue.add("e", .normal, due: .seconds(60))
    #expect(
      queue.activity(at: .seconds(10))
        == QueueActivity(
          depth: [.normal: 1, .low: 1], delayed: 1, longestWait: .seconds(5), running: 2, unfinishedWork: .seconds(13),
          longestRun: .seconds(7)))
    #expect(queue.finish("a", at: .seconds(10)) == .seconds(7))
    #expect(queue.finish("a", at: .seconds(10)) == nil)
  }
}
