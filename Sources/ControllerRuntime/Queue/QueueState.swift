// The rules of a work queue as a value: no tasks, no clock.
import HeapModule

/// Which keys wait, run, run again, and come later.
///
/// A key is at most at one place of `ready` and `running`.
struct QueueState<Key: Hashable & Sendable>: Sendable {
  private struct Appointment: Comparable, Sendable {
    let due: Duration
    /// Of appointments at one time, the first made comes first.
    let number: Int
    let key: Key
    var priority: QueuePriority

    static func < (first: Self, second: Self) -> Bool { (first.due, first.number) < (second.due, second.number) }
    static func == (first: Self, second: Self) -> Bool { first.number == second.number }
  }

  private struct Run: Sendable {
    let priority: QueuePriority
    let since: Duration
    /// Set once the key was added while it runs.
    var again: ReadyKeys<Key>.Entry?
  }

  /// A key that is handed out.
  struct Taken: Sendable {
    let key: Key
    let waited: Duration
  }

  private var ready = ReadyKeys<Key>()
  private var running: [Key: Run] = [:]
  private var appointments = Heap<Appointment>()
  /// The one appointment of a key that counts; others of the heap are left over.
  private var current: [Key: Appointment] = [:]
  private var appointmentsMade = 0
  /// Keys that may not come before a time, since the server has asked for it.
  private var holds: [Key: Duration] = [:]

  /// When a key was taken last.
  private(set) var lastTake: Duration?

  /// The number of keys that could be taken now.
  var readyCount: Int { ready.count }

  /// The number of delayed adds that are kept, with those that are off and not yet removed.
  var appointmentCount: Int { appointments.count }

  /// The earliest time at which a delayed key is due.
  var nextDue: Duration? { appointments.min?.due }

  func readyCount(of priority: QueuePriority) -> Int { ready.count(of: priority) }

  /// The priority with which a key runs; `nil` for one that does not.
  func runningPriority(of key: Key) -> QueuePriority? { running[key]?.priority }

  /// Adds a key once, or raises its priority; one that is running is noted to run again.
  ///
  /// - Returns: Whether it was not waiting already.
  @discardableResult
  mutating func add(_ key: Key, _ priority: QueuePriority, at now: Duration) -> Bool {
    if let hold = holds[key], hold > now {
      return add(key, priority, due: hold)
    }
    guard let run = running[key] else {
      let count = ready.count
      ready.add(key, priority, since: now)
      return ready.count > count
    }
    running[key]?.again = .init(
      priority: max(run.again?.priority ?? priority, priority), since: run.again?.since ?? now)
    return run.again == nil
  }

  /// Adds a key at a time; of two times the earlier counts, and of two priorities the higher.
  ///
  /// - Returns: Whether it had no such time already.
  @discardableResult
  mutating func add(_ key: Key, _ priority: QueuePriority, due: Duration) -> Bool {
    let due = max(due, holds[key] ?? due)
    let known = current[key]
    let priority = max(known?.priority ?? priority, priority)
    if let known, known.due <= due {
      current[key]?.priority = priority
      return false
    }
    appointmentsMade += 1
    let appointment = Appointment(due: due, number: appointmentsMade, key: key, priority: priority)
    current[key] = appointment
    appointments.insert(appointment)
    // Appointments that are off leave the heap when they are due, which may be hours away.
    if appointments.count > 2 * current.count + 64 { appointments = Heap(current.values) }
    return known == nil
  }

  /// Lets a key not come before a time, whoever adds it.
  mutating func hold(_ key: Key, until time: Duration) { holds[key] = time }

  /// Adds the keys that are due.
  mutating func addDue(at now: Duration) {
    while let appointment = appointments.min, appointment.due <= now {
      appointments.removeMin()
      guard let counting = current[appointment.key], counting == appointment else { continue }
      current[appointment.key] = nil
      add(appointment.key, counting.priority, at: now)
    }
  }

  /// Takes the next key to run. Its delayed add is off: this is the run that it would have asked for.
  mutating func take(at now: Duration) -> Taken? {
    guard let (key, entry) = ready.pop() else { return nil }
    running[key] = Run(priority: entry.priority, since: now)
    lastTake = now
    current[key] = nil
    holds[key] = nil
    return Taken(key: key, waited: max(now - entry.since, .zero))
  }

  /// Notes that a key has run; it comes again at once if it was added meanwhile.
  ///
  /// - Returns: For how long it ran; `nil` for a key that did not.
  @discardableResult
  mutating func finish(_ key: Key, at now: Duration) -> Duration? {
    guard let run = running.removeValue(forKey: key) else { return nil }
    if let again = run.again {
      if let hold = holds[key], hold > now {
        add(key, again.priority, due: hold)
      } else {
        ready.add(key, again.priority, since: again.since)
      }
    }
    return max(now - run.since, .zero)
  }

  /// What the queue does at that time.
  func activity(at now: Duration) -> QueueActivity {
    let ages = running.values.map { now - $0.since }
    return QueueActivity(
      depth: Dictionary(uniqueKeysWithValues: QueuePriority.allCases.map { ($0, ready.count(of: $0)) }),
      delayed: current.count, longestWait: ready.oldest.map { now - $0 } ?? .zero, running: running.count,
      unfinishedWork: ages.reduce(.zero, +), longestRun: ages.max() ?? .zero)
  }
}
