// Stands for election: one candidate of all that want the same Lease.
import CoreMetrics
import FoundationEssentials
import KubernetesClient
import Logging
import ServiceLifecycle
import Synchronization

/// Acquires a Lease, renews it, and says whether this process may write.
///
/// - Expected flow: put it into a `ServiceGroup` *before* the controllers that it is given to. They are started after it
///   and shut down before it, so that the lease is given back when their workers have stopped:
///
///   ```swift
///   let elector = LeaderElector(client: leaseClient, lease: ObjectKey(namespace: "system", name: "operator"), …)
///   let controller = Controller(name: "widgets", …, elector: elector, …)
///   let group = ServiceGroup(services: [elector, controller], gracefulShutdownSignals: [.sigterm], logger: logger)
///   ```
///
///   The client of everything that is written takes ``mayWrite`` as its permission; the elector has a client without.
/// - Guarantees: of all candidates with these rules, at most one has ``mayWrite`` at a time, whatever their machines'
///   wall clocks say: a holder counts from before it sent its last successful renewal and ends after `renewDeadline`;
///   others count from when they saw it, and begin after `leaseDuration`. Time in which the process was stopped or the
///   machine slept counts, so that a frozen leader that thaws begins no write; over HTTP/2 its client gives up one that
///   had not left yet, too. A lease that is released is acquired by others at their next look; one that is not, as soon
///   as it is over. One that somebody deletes is created again by its holder at its next renewal; those who have seen it
///   wait for `leaseDuration` before they do it.
/// - Assumptions: `run` is called once. The clocks of two machines *run* about equally fast: within the ratio of
///   `leaseDuration` to `renewDeadline`.
/// - Caveats: a write that was sent before the deadline may take effect after it; the server does not know of the
///   lease. The time between `renewDeadline` and `leaseDuration` is for these; it is none for what a frozen machine holds
///   in the buffers of a connection, such as the rest of a body that the server has not made room for. A candidate that
///   *begins* between the deletion of the Lease and the holder's next renewal cannot know that somebody leads, and leads
///   too: until that renewal both may write, for `renewDeadline` at most. A cancelled `run`, other than one that is shut
///   down gracefully, does not release: nobody knows then whether the workers have stopped.
/// - Errors: ``LeadershipLost`` where the lease was held and lost. There is no way back to standby, and the program should
///   end with an error (see there why). What the API server answers ends nothing; it is logged and tried again.
public final class LeaderElector: Service {
  private struct Published {
    var writableUntil: Duration?
    var releases = true
  }

  /// Which candidate this is.
  public let identity: String

  private let lease: ObjectKey
  private let leases: any LeaseAccess
  private let timing: LeaseTiming
  private let clock: RuntimeClock
  private let now: @Sendable () -> Date
  private let random: @Sendable () -> Double
  private let masterStatus: Meter
  private let logger: Logger

  private let published = Mutex(Published())
  private let leads = Gate()
  private let ended = Gate()
  private let shutdown = Gate()

  /// A candidate that does not stand yet.
  ///
  /// - Parameters:
  ///   - client: Reads and writes the Lease; it must not depend on ``mayWrite``.
  ///   - lease: The Lease, the same for all candidates; it is created where it does not exist.
  ///   - identity: The name of this candidate, different from all others and from those that this program had before.
  ///   - timing: The time limits.
  ///   - clock: Measures them. It has to go on while the machine sleeps, as `ContinuousClock` does.
  ///   - random: Numbers from 0 up to 1, for jitter.
  ///   - metrics: Makes `leader_election_master_status`.
  ///   - logger: Where changes of the leader and failures are told.
  public convenience init(
    client: KubernetesClient, lease: ObjectKey, identity: String = LeaderIdentity.random(),
    timing: LeaseTiming = .standard, clock: RuntimeClock = RuntimeClock(ContinuousClock()),
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
    metrics: any MetricsFactory = MetricsSystem.factory, logger: Logger
  ) {
    self.init(
      leases: KubernetesLease(client: client, key: lease), lease: lease, identity: identity, timing: timing,
      clock: clock, now: { Date.now }, random: random, metrics: metrics, logger: logger)
  }

  init(
    leases: any LeaseAccess, lease: ObjectKey, identity: String, timing: LeaseTiming, clock: RuntimeClock,
    now: @escaping @Sendable () -> Date, random: @escaping @Sendable () -> Double, metrics: any MetricsFactory,
    logger: Logger
  ) {
    var logger = logger
    logger[metadataKey: "lease"] = "\(lease)"
    logger[metadataKey: "identity"] = "\(identity)"
    self.leases = leases
    self.lease = lease
    self.identity = identity
    self.timing = timing
    self.clock = clock
    self.now = now
    self.random = random
    self.logger = logger
    masterStatus = Meter(
      label: "leader_election_master_status", dimensions: [("name", lease.name)], factory: metrics)
    masterStatus.set(0)
  }

  /// The Lease, as messages name it.
  var leaseName: String { "\(lease)" }

  /// Whether this process may write at this very moment: it holds the lease and has renewed it within `renewDeadline`.
  ///
  /// Cheap enough to be asked before every request.
  public var mayWrite: Bool {
    published.withLock { $0.writableUntil }.map { clock.now < $0 } ?? false
  }

  /// Returns once this candidate leads.
  ///
  /// - Throws: `CancellationError` when the task is cancelled first.
  public func waitUntilLeading() async throws { try await leads.wait() }

  /// Returns once this candidate does not lead any more and never will.
  ///
  /// - Throws: `CancellationError` when the task is cancelled first.
  public func waitUntilEnded() async throws { try await ended.wait() }

  /// Leaves the Lease to end by itself on shutdown, for whoever cannot tell that nothing is being written any more.
  public func keepLease() { published.withLock { $0.releases = false } }

  /// Stands for election, leads, and releases the Lease on graceful shutdown.
  ///
  /// - Throws: ``LeadershipLost``; `CancellationError` when the task is cancelled.
  public func run() async throws {
    try await withGracefulShutdownHandler {
      try await self.stand()
    } onGracefulShutdown: {
      self.shutdown.open()
    }
  }

  private func stand() async throws {
    defer { end() }
    var election = Election(key: lease, identity: identity, timing: timing)
    var log = ElectionLog(logger: logger)
    var request = election.step(.resumed, at: moment, random: random())
    while request != .stop {
      let completion = await perform(request, until: election.writableUntil)
      try Task.checkCancellation()
      request = election.step(completion, at: moment, random: random())
      if shutdown.isOpen {
        request = election.shutDown(insteadOf: request, releases: published.withLock { $0.releases })
      }
      publish(election)
      log.note(completion, election.state)
    }
    if case .lost(let reason) = election.state { throw LeadershipLost(lease: leaseName, reason: reason) }
  }

  private var moment: Election.Moment { Election.Moment(time: clock.now, date: now().microTime) }

  private func publish(_ election: Election) {
    let isNew = published.withLock { published in
      defer { published.writableUntil = election.writableUntil }
      return (published.writableUntil == nil) != (election.writableUntil == nil)
    }
    guard isNew else { return }
    masterStatus.set(election.writableUntil == nil ? 0 : 1)
    if election.writableUntil != nil { leads.open() }
  }

  private func end() {
    published.withLock { $0.writableUntil = nil }
    masterStatus.set(0)
    ended.open()
  }
}

extension LeaderElector {
  private func perform(_ request: Election.Request, until deadline: Duration?) async -> Election.Completion {
    switch request {
    case .read: await limited(by: deadline) { [leases] in .read(try await leases.read()) }
    case .create(let lease): await limited(by: deadline) { [leases] in .wrote(try await leases.create(lease)) }
    case .update(let lease): await limited(by: deadline) { [leases] in .wrote(try await leases.update(lease)) }
    case .pause(let duration): await pause(duration)
    case .stop: .resumed
    }
  }

  /// Runs a request for half of the time that a holder has to renew, so that one that hangs leaves time for another.
  private func limited(
    by deadline: Duration?, _ request: @escaping @Sendable () async throws -> Election.Completion
  ) async -> Election.Completion {
    let end = min(clock.now + timing.renewDeadline / 2, deadline ?? .seconds(Int64.max))
    return await withTaskGroup { group in
      defer { group.cancelAll() }
      group.addTask {
        do { return try await request() } catch { return .failed(error.asKubernetesError) }
      }
      group.addTask { [clock] in
        try? await clock.sleep(until: end)
        return .failed(.transport(TransportError(.timeout, "no answer in time for the lease")))
      }
      return await group.next() ?? .resumed
    }
  }

  /// A pause that ends early on shutdown.
  private func pause(_ duration: Duration) async -> Election.Completion {
    let end = clock.now + duration
    await withTaskGroup { group in
      group.addTask { [clock] in try? await clock.sleep(until: end) }
      group.addTask { [shutdown] in try? await shutdown.wait() }
      await group.next()
      group.cancelAll()
    }
    return .resumed
  }
}

extension Error {
  fileprivate var asKubernetesError: KubernetesError {
    self as? KubernetesError ?? .transport(TransportError(.closed, "\(self)"))
  }
}

extension LeaderElector: CustomStringConvertible {
  /// What the life-cycle log calls it.
  public var description: String { "leader elector" }
}
