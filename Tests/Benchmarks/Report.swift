import JSONTree
import TestSupport

/// Measures everything in turn and prints it, each figure beside what it is compared with.
struct Report: Sendable {
  let session: Session
  let changes: Int
  let idle: Duration

  func run() async throws {
    let bare = BareClient(
      session: session, namespace: try await session.makeNamespace("bare"),
      status: try await WarmUp(session: session).run())
    let bareTime = try await measureBareClient(bare)
    let namespace = try await session.makeNamespace("operated")
    let startTime = try await OperatorStart.with(session, namespace: namespace) { start, program in
      self.print(start, beside: bareTime)
      try await self.measureReactions(namespace: namespace, bare: bare)
      try await self.measureReapplying(namespace: namespace)
      try await self.measureIdling(namespace: namespace, program: program)
      if let usage = ProgramUsage(of: program.processIdentifier) {
        Swift.print("  in all: CPU \(usage.cpu.inSeconds), peak memory \(usage.peakMemory.inMebibytes)")
      }
      return start.took
    }
    try await measureRestart(namespace: namespace)
    guard let bareTime, let secondTime = try await measureBareClientAgain(after: namespace, bare.status) else { return }
    Swift.print(
      "  the operator's start, beside the mean of both turns of the bare client: "
        + "\((startTime / ((bareTime + secondTime) / 2)).rounded2)")
  }

  /// The second turn, on a server that has as few objects as for the first one.
  private func measureBareClientAgain(after operated: String, _ status: JSON) async throws -> Duration? {
    try await BareClient(session: session, namespace: operated, status: status).deleteAll()
    let namespace = try await session.makeNamespace("bare")
    return try await measureBareClient(BareClient(session: session, namespace: namespace, status: status))
  }

  private func measureRestart(namespace: String) async throws {
    guard session.subject.owned.isEmpty else { return }
    let restart = try await Restart.measure(session, namespace: namespace)
    Swift.print(
      "restart on the synced cluster: \(restart.took.inSeconds) until a change made meanwhile is applied, "
        + "\(restart.writes.count) other writes")
    for write in restart.writes.prefix(10) { Swift.print("  \(write)") }
  }

  /// Has a turn before the operator and one after it: a machine that others use as well is not always as fast.
  private func measureBareClient(_ bare: BareClient) async throws -> Duration? {
    guard !session.subject.applies.isEmpty else { return nil }
    let took = try await BareStart(bare: bare).run().took
    let applies = session.count * (session.subject.applies.count + 1)
    Swift.print(
      "bare client, \(session.inFlight) in flight: \(applies) applies in \(took.inSeconds), "
        + "\(Int(Double(applies) / (took / .seconds(1)))) per second")
    return took
  }

  private func print(_ start: OperatorStart, beside bare: Duration?) {
    let ratio = bare.map { ", \((start.took / $0).rounded2) × the bare client" } ?? ""
    Swift.print("operator, from its start until all \(session.count) are ready: \(start.took.inSeconds)\(ratio)")
    guard let usage = start.usage else { return }
    Swift.print("  until then: CPU \(usage.cpu.inSeconds), peak memory \(usage.peakMemory.inMebibytes)")
  }

  private func measureReactions(namespace: String, bare: BareClient) async throws {
    guard changes > 0, !session.subject.applies.isEmpty, session.subject.owned.isEmpty else { return }
    let change = try await Reactions(session: session, namespace: namespace, bare: bare, rounds: changes).toChanges()
    print("a change until it is applied, \(changes) times", change, beside: "a bare PATCH")
    let rounds = min(changes, 60)
    let creation = try await Reactions(session: session, namespace: namespace, bare: bare, rounds: rounds).toCreations()
    print("a creation until it is applied, \(rounds) times", creation, beside: "the bare applies")
  }

  private func print(_ title: String, _ reactions: Reactions.Comparison, beside other: String) {
    let (operated, bare) = (reactions.operated, reactions.bare)
    Swift.print(
      """
      \(title): p50 \(operated.median.inMilliseconds), p99 \(operated.percentile(99).inMilliseconds)
        \(other): p50 \(bare.median.inMilliseconds), p99 \(bare.percentile(99).inMilliseconds); \
      ratio of p50: \((operated.median / bare.median).rounded2)
      """)
    guard let relayed = reactions.relayed else { return }
    Swift.print(
      """
        a client that waits for the same change and applies what it knows: p50 \(relayed.median.inMilliseconds), \
      p99 \(relayed.percentile(99).inMilliseconds); ratio of p50: \((operated.median / relayed.median).rounded2)
      """)
  }

  private func measureReapplying(namespace: String) async throws {
    guard !session.subject.owned.isEmpty else { return }
    let reapplying = try await Reapplying.measure(session, namespace: namespace)
    Swift.print(
      "all \(session.count) applied again by their owner, in \(reapplying.took.inSeconds): "
        + "\(reapplying.writes.count) writes of the operator")
    for write in reapplying.writes.prefix(10) { Swift.print("  \(write)") }
  }

  private func measureIdling(namespace: String, program: RunningProgram) async throws {
    guard idle > .zero else { return }
    let idling = try await Idling.measure(
      session, namespace: namespace, program: program.processIdentifier, for: idle)
    let watches = idling.requests.count { $0.verb == "watch" }
    let cpu = idling.cpu.map { "CPU \($0.inMilliseconds), " } ?? ""
    Swift.print(
      "idle for \(idle.inSeconds): \(cpu)\(idling.requests.count - watches) requests, \(watches) watches renewed")
  }
}
