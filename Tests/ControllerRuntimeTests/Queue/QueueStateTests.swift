import Testing

@testable import ControllerRuntime

@Suite("The rules of a work queue")
struct QueueStateTests {
  private var queue = QueueState<String>()

  private mutating func takeAll() -> [String] {
    var keys: [String] = []
    while let key = queue.take() { keys.append(key) }
    return keys
  }

  @Test("a key waits once, in the order of first adds")
  mutating func deduplication() {
    for key in ["a", "b", "a", "c", "b"] { queue.add(key) }
    #expect(takeAll() == ["a", "b", "c"])
  }

  @Test("a key that is added while it runs waits until it is finished, then runs once more")
  mutating func addWhileRunning() {
    queue.add("a")
    #expect(queue.take() == "a")
    queue.add("a")
    queue.add("a")
    #expect(queue.take() == nil)
    queue.finish("a")
    #expect(takeAll() == ["a"])
    queue.finish("a")
    #expect(queue.take() == nil)
  }

  @Test("delayed keys come in the order of their times, and of adds where these are equal")
  mutating func delays() {
    queue.add("c", at: .seconds(3))
    queue.add("a", at: .seconds(1))
    queue.add("b", at: .seconds(1))
    #expect(queue.nextDue == .seconds(1))
    queue.addDue(at: .milliseconds(999))
    #expect(queue.take() == nil)
    queue.addDue(at: .seconds(3))
    #expect(takeAll() == ["a", "b", "c"])
    #expect(queue.nextDue == nil)
  }

  @Test("of several delays of one key the earliest counts")
  mutating func earliestDelay() {
    queue.add("a", at: .seconds(2))
    queue.add("a", at: .seconds(1))
    queue.add("a", at: .seconds(5))
    queue.addDue(at: .seconds(1))
    #expect(takeAll() == ["a"])
    queue.finish("a")
    queue.addDue(at: .seconds(9))
    #expect(queue.take() == nil)
  }

  @Test("taking a key calls its delayed add off")
  mutating func takenBeforeDue() {
    queue.add("a", at: .seconds(5))
    queue.add("a")
    #expect(takeAll() == ["a"])
    queue.finish("a")
    queue.addDue(at: .seconds(5))
    #expect(queue.take() == nil)
  }

  @Test("a delayed add made during a run stands")
  mutating func delayedWhileRunning() {
    queue.add("a")
    #expect(takeAll() == ["a"])
    queue.add("a", at: .seconds(1))
    queue.addDue(at: .seconds(1))
    #expect(queue.take() == nil)
    queue.finish("a")
    #expect(takeAll() == ["a"])
  }

  @Test("delayed adds that are off do not pile up")
  mutating func leftovers() {
    for hour in 1...1000 {
      queue.add("a", at: .seconds(3600 * hour))
      queue.add("a")
      #expect(takeAll() == ["a"])
      queue.finish("a")
    }
    #expect(queue.appointmentCount < 100)
    queue.add("b", at: .seconds(1))
    #expect(queue.nextDue == .seconds(1))
  }
}
