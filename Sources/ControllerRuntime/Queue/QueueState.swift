// The rules of a work queue as a value: no tasks, no clock.
import DequeModule
import HeapModule

/// Which keys wait, run, run again, and come later.
///
/// A key is in at most one of `ready` and `dirty`; a key that is `running` is never in `ready`.
struct QueueState<Key: Hashable & Sendable>: Sendable {
  private struct Appointment: Comparable, Sendable {
    let due: Duration
    /// Of appointments at one time, the first made comes first.
    let number: Int
    let key: Key

    static func < (first: Self, second: Self) -> Bool { (first.due, first.number) < (second.due, second.number) }
    static func == (first: Self, second: Self) -> Bool { first.number == second.number }
  }

  private var ready: Deque<Key> = []
  private var queued: Set<Key> = []
  private var running: Set<Key> = []
  private var dirty: Set<Key> = []
  private var appointments = Heap<Appointment>()
  /// The one appointment of a key that counts; others of the heap are left over.
  private var current: [Key: Appointment] = [:]
  private var appointmentsMade = 0

  /// The number of keys that could be taken now.
  var readyCount: Int { ready.count }

  /// The number of delayed adds that are kept, with those that are off and not yet removed.
  var appointmentCount: Int { appointments.count }

  /// The earliest time at which a delayed key is due.
  var nextDue: Duration? { appointments.min?.due }

  /// Adds a key once; one that is running is noted to run again.
  mutating func add(_ key: Key) {
    if running.contains(key) {
      dirty.insert(key)
    } else if queued.insert(key).inserted {
      ready.append(key)
    }
  }

  /// Adds a key at a time; of two times the earlier counts.
  mutating func add(_ key: Key, at due: Duration) {
    if let appointment = current[key], appointment.due <= due { return }
    appointmentsMade += 1
    let appointment = Appointment(due: due, number: appointmentsMade, key: key)
    current[key] = appointment
    appointments.insert(appointment)
    // Appointments that are off leave the heap when they are due, which may be hours away.
    if appointments.count > 2 * current.count + 64 { appointments = Heap(current.values) }
  }

  /// Adds the keys that are due.
  mutating func addDue(at now: Duration) {
    while let appointment = appointments.min, appointment.due <= now {
      appointments.removeMin()
      guard current[appointment.key] == appointment else { continue }
      current[appointment.key] = nil
      add(appointment.key)
    }
  }

  /// Takes the next key to run. Its delayed add is off: this is the run that it would have asked for.
  mutating func take() -> Key? {
    guard let key = ready.popFirst() else { return nil }
    queued.remove(key)
    running.insert(key)
    current[key] = nil
    return key
  }

  /// Notes that a key has run; it comes again at once if it was added meanwhile.
  mutating func finish(_ key: Key) {
    running.remove(key)
    if dirty.remove(key) != nil { add(key) }
  }
}
