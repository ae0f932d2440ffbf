import NIOCore

/// Ends what takes too long; it belongs to an event loop.
///
/// Hardly anything ever does. So there is one timer and not one for each: when it goes off, it is set anew for what is waited
/// for by then, and what has come in time has cost nothing.
///
/// - Assumptions: later deadlines come later, since all have the same limit.
final class Watchdog {
  private let eventLoop: any EventLoop
  private let expire: (NIODeadline) -> NIODeadline?
  private var isSet = false

  /// - Parameter expire: ends what was to be done by now, and returns when the next has to be; `nil` for nothing.
  init(_ eventLoop: any EventLoop, expire: @escaping (NIODeadline) -> NIODeadline?) {
    self.eventLoop = eventLoop
    self.expire = expire
  }

  /// Looks at a point in time whether something was not done by then.
  func look(at deadline: NIODeadline) {
    guard !isSet else { return }
    isSet = true
    eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in self?.goOff() }
  }

  private func goOff() {
    isSet = false
    if let next = expire(.now()) { look(at: next) }
  }
}
