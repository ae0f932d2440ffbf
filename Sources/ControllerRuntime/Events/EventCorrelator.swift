// The rules by which events become few writes, as a value: no tasks, no clock.
import DequeModule

/// Which events wait to be written, and which series go on.
///
/// The rules are client-go's: the first event is created, its first repetition makes it a series by a patch, further ones are
/// only counted. A series that has been still for six minutes is told of for the last time and forgotten; one that goes on is
/// told of every half hour. Unlike there, events with another note are other events: here the note is what people need.
struct EventCorrelator: Sendable {
  /// What became of an event.
  enum Outcome: Sendable {
    /// It will be written.
    case queued
    /// It is a repetition, and counted.
    case counted
    /// Its object is talked about too much.
    case filtered
    /// Too many events wait; one of them was dropped.
    case dropped
  }

  private static let finishTime = Duration.seconds(360)
  private static let refreshTime = Duration.seconds(1800)
  private static let maximumSeries = 4096

  private let maximumWaiting: Int
  private var series: [Event: EventSeries] = [:]
  private var waiting: Deque<Event> = []
  private var spamFilter = SpamFilter()
  /// Nothing is due before.
  private var quietUntil = Duration.zero

  init(maximumWaiting: Int) { self.maximumWaiting = maximumWaiting }

  var seriesCount: Int { series.count }

  /// Takes an event that was observed.
  mutating func observe(_ event: Event, name: String, date: String, at now: Duration) -> Outcome {
    if var known = series[event] {
      known.count += 1
      known.lastObserved = date
      known.observedAt = now
      series[event] = known
      quietUntil = min(quietUntil, Self.due(known))
      return known.writtenCount == 1 && known.count == 2 ? enqueue(event) : .counted
    }
    guard spamFilter.permits(event.regarding, at: now) else { return .filtered }
    if series.count >= Self.maximumSeries { forgetOldest() }
    let new = EventSeries(event: event, name: name, firstObserved: date, lastObserved: date, observedAt: now)
    quietUntil = series.isEmpty ? Self.due(new) : min(quietUntil, Self.due(new))
    series[event] = new
    return enqueue(event)
  }

  /// The next event to write, as it is now; it waits until ``settle(_:written:at:)``.
  var next: EventSeries? { waiting.first.flatMap { series[$0] } }

  /// Notes that the next event was written with that count, or that it never will be.
  mutating func settle(_ event: Event, written count: Int?, at now: Duration) {
    if let index = waiting.firstIndex(of: event) { waiting.remove(at: index) }
    guard let count, var known = series[event] else {
      series[event] = nil
      return
    }
    known.isWaiting = false
    known.writtenCount = count
    known.writtenAt = now
    series[event] = known
    quietUntil = min(quietUntil, Self.due(known))
    // Repeated for the first time while it was being created.
    if count == 1, known.count > 1 { _ = enqueue(event) }
  }

  /// Makes a new event of one that the server has forgotten.
  mutating func recreate(_ event: Event, name: String) {
    guard let known = series[event] else { return }
    series[event] = EventSeries(
      event: event, name: name, firstObserved: known.firstObserved, lastObserved: known.lastObserved,
      count: known.count, observedAt: known.observedAt, isWaiting: known.isWaiting)
  }

  /// The earliest time at which something may be to be done, beside what waits.
  var nextDue: Duration? { series.isEmpty ? nil : quietUntil }

  /// Forgets what is still, and has series written that are due.
  mutating func advance(to now: Duration) {
    guard now >= quietUntil else { return }
    for (event, known) in series where Self.due(known) <= now && !known.isWaiting {
      if known.count > known.writtenCount { _ = enqueue(event) } else { series[event] = nil }
    }
    quietUntil = series.values.filter { !$0.isWaiting }.map(Self.due).min() ?? now + Self.finishTime
  }

  /// Has everything written that the server does not know yet: the process is about to end.
  mutating func finish() {
    for (event, known) in series where known.count > known.writtenCount { _ = enqueue(event) }
  }

  private static func due(_ series: EventSeries) -> Duration {
    let end = series.observedAt + finishTime
    guard series.count > series.writtenCount, let writtenAt = series.writtenAt else { return end }
    return min(end, writtenAt + refreshTime)
  }

  private mutating func enqueue(_ event: Event) -> Outcome {
    if series[event]?.isWaiting == true { return .counted }
    series[event]?.isWaiting = true
    waiting.append(event)
    guard waiting.count > maximumWaiting else { return .queued }
    // What somebody has to look at is dropped last; the first one may be on its way.
    let victim = waiting.indices.dropFirst().first { waiting[$0].kind == .normal } ?? waiting.indices.last
    if let victim { drop(waiting.remove(at: victim)) }
    return .dropped
  }

  private mutating func drop(_ event: Event) {
    series[event]?.isWaiting = false
    if series[event]?.writtenCount == 0 { series[event] = nil }
  }

  /// Half of them at once, so that a flood does not have them sorted for each event.
  private mutating func forgetOldest() {
    let idle = series.values.filter { !$0.isWaiting }.sorted { $0.observedAt < $1.observedAt }
    for known in idle.prefix(Self.maximumSeries / 2) { series[known.event] = nil }
  }
}
