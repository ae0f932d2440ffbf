import JSONTree
import KubernetesClient
import Testing

@testable import ControllerRuntime

@Suite("Which events are written")
struct EventCorrelatorTests {
  static func event(_ name: String = "web", kind: Event.Kind = .normal, note: String = "n") -> Event {
    Event(
      kind,
      regarding: ObjectReference(apiVersion: "v1", kind: "Widget", key: ObjectKey(namespace: "shop", name: name)),
      reason: "Applied", action: "Apply", note: note)
  }

  /// A correlator under test, and its time.
  struct Harness {
    var correlator = EventCorrelator(maximumWaiting: 1000)
    var now = Duration.zero

    mutating func observe(_ event: Event) -> EventCorrelator.Outcome {
      correlator.observe(event, name: "e", date: "at \(now.components.seconds)", at: now)
    }

    /// Writes everything that waits: `+` creates, `~` patches, each with its count.
    mutating func written() -> [String] {
      correlator.advance(to: now)
      var writes: [String] = []
      while let next = correlator.next {
        writes.append("\(next.writtenCount == 0 ? "+" : "~")\(next.event.regarding.key.name)×\(next.count)")
        correlator.settle(next.event, written: next.count, at: now)
      }
      return writes
    }
  }

  @Test(
    "The first is created, the first repetition patched, the others counted, and the end told after six still minutes")
  func series() {
    var harness = Harness()
    #expect(harness.observe(Self.event()) == .queued)
    #expect(harness.written() == ["+web×1"])
    #expect(harness.observe(Self.event()) == .queued)
    #expect(harness.written() == ["~web×2"])
    for _ in 0..<100 { #expect(harness.observe(Self.event()) == .counted) }
    #expect(harness.written() == [])
    #expect(harness.correlator.nextDue == .seconds(360))
    harness.now = .seconds(359)
    #expect(harness.written() == [])
    harness.now = .seconds(360)
    #expect(harness.written() == ["~web×102"])
    #expect(harness.written() == [])
    #expect(harness.correlator.seriesCount == 0)
    #expect(harness.correlator.nextDue == nil)
    #expect(harness.observe(Self.event()) == .queued)
    #expect(harness.written() == ["+web×1"])
  }

  @Test("One that is not repeated is forgotten without a write")
  func single() {
    var harness = Harness()
    _ = harness.observe(Self.event())
    _ = harness.written()
    harness.now = .seconds(360)
    #expect(harness.written() == [])
    #expect(harness.correlator.seriesCount == 0)
  }

  @Test("A series that goes on is told of every half hour")
  func refresh() {
    var harness = Harness()
    var writes: [String] = []
    for minute in 0..<65 {
      harness.now = .seconds(60 * minute)
      _ = harness.observe(Self.event())
      writes += harness.written()
    }
    #expect(writes == ["+web×1", "~web×2", "~web×32", "~web×62"])
  }

  @Test("Repetitions before the first write are part of it; one while it is written makes the patch")
  func repetitionsBeforeTheWrite() throws {
    var harness = Harness()
    for _ in 0..<3 { _ = harness.observe(Self.event()) }
    #expect(harness.written() == ["+web×3"])
    _ = harness.observe(Self.event("other"))
    let next = try #require(harness.correlator.next)
    _ = harness.observe(Self.event("other"))
    harness.correlator.settle(next.event, written: next.count, at: harness.now)
    #expect(harness.written() == ["~other×2"])
  }

  @Test("Events that differ in anything, the note included, are different events")
  func differentEvents() {
    var harness = Harness()
    for event in [
      Self.event(), Self.event(note: "m"), Self.event(kind: .warning), Self.event("other"),
    ] {
      #expect(harness.observe(event) == .queued)
    }
    #expect(harness.written() == ["+web×1", "+web×1", "+web×1", "+other×1"])
  }

  @Test("One object has 25 events at once and one more every five minutes; others are not affected")
  func spamFilter() {
    var harness = Harness()
    for number in 0..<25 { #expect(harness.observe(Self.event(note: "\(number)")) == .queued) }
    #expect(harness.observe(Self.event(note: "26")) == .filtered)
    #expect(harness.observe(Self.event("other")) == .queued)
    harness.now = .seconds(300)
    #expect(harness.observe(Self.event(note: "27")) == .queued)
    #expect(harness.observe(Self.event(note: "28")) == .filtered)
  }

  @Test("Where too many wait, normal events are dropped first, the oldest of them; the one on its way stays")
  func bounded() {
    var harness = Harness()
    harness.correlator = EventCorrelator(maximumWaiting: 3)
    _ = harness.observe(Self.event("a"))
    _ = harness.observe(Self.event("b", kind: .warning))
    _ = harness.observe(Self.event("c"))
    #expect(harness.observe(Self.event("d", kind: .warning)) == .dropped)
    #expect(harness.observe(Self.event("e", kind: .warning)) == .dropped)
    #expect(harness.written() == ["+a×1", "+b×1", "+d×1"])
    #expect(harness.correlator.seriesCount == 3)
  }

  @Test("What is remembered has a bound")
  func memory() {
    var harness = Harness()
    for number in 0..<10_000 {
      harness.now = .milliseconds(number)
      _ = harness.observe(Self.event("\(number)"))
      _ = harness.written()
    }
    #expect(harness.correlator.seriesCount <= 4096)
  }

  @Test("At the end, what the server does not know yet is written")
  func finish() {
    var harness = Harness()
    _ = harness.observe(Self.event("single"))
    for _ in 0..<2 {
      _ = harness.observe(Self.event())
      _ = harness.written()
    }
    _ = harness.observe(Self.event())
    _ = harness.observe(Self.event("new"))
    harness.correlator.finish()
    #expect(harness.written().sorted() == ["+new×1", "~web×3"])
  }

  @Test("A series that the server has forgotten is created anew with its count")
  func recreated() {
    var harness = Harness()
    for _ in 0..<2 {
      _ = harness.observe(Self.event())
      _ = harness.written()
    }
    _ = harness.observe(Self.event())
    harness.correlator.finish()
    harness.correlator.recreate(Self.event(), name: "other")
    #expect(harness.correlator.next?.name == "other")
    #expect(harness.written() == ["+web×3"])
  }

  @Test("A long note is cut off between characters", arguments: ["a", "é", "🦀"])
  func longNotes(character: String) {
    let note = Self.event(note: String(repeating: character, count: 2000)).note
    #expect(note.utf8.count <= 1024 && note.utf8.count > 1016)
    #expect(note.hasSuffix("\(character)…"))
    let short = String(repeating: "a", count: 1024)
    #expect(Self.event(note: short).note == short)
  }
}
