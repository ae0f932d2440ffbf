// Waiting for a time or for an event, whichever comes first.

extension RuntimeClock {
  /// Returns at a time, when a gate opens, or when the task is cancelled.
  ///
  /// - Parameter deadline: The time since the clock was wrapped; `nil` waits for the gate alone.
  func wait(until deadline: Duration?, or gate: Gate) async {
    await withTaskGroup { group in
      group.addTask { try? await gate.wait() }
      if let deadline { group.addTask { try? await sleep(until: deadline) } }
      await group.next()
      group.cancelAll()
    }
  }
}
