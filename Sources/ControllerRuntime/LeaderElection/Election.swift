// Where a candidate is in an election, as values: no network, no clock.
import KubernetesClient

/// One candidate of an election: what happened goes in, what to do about it comes out.
///
/// ```
/// standby ──→ acquiring ──→ leading ⇄ renewing
///    ↑____________│            │          │
///                              ├──→ lost ←┤  not renewed in time, or somebody else's
///                              └→ releasing → released
/// ```
struct Election: Sendable {
  /// Where the candidate is; each state carries what is valid in it, and nothing else.
  enum State: Sendable, Hashable {
    /// Somebody else leads, or nobody known.
    case standby(Sighting?)
    /// A Lease in our name was sent; whether it was accepted is not known yet.
    case acquiring(Sighting?, sentAt: Duration)
    /// The Lease is ours, and the next renewal is due after a pause.
    case leading(Tenure)
    /// The Lease is ours, and is being renewed.
    case renewing(Tenure, sentAt: Duration)
    /// The Lease was ours; there is no way back.
    case lost(reason: String)
    /// The Lease is being given back.
    case releasing
    /// The Lease is nobody's, or not ours to give back.
    case released
  }

  /// A Lease that somebody else holds, and since when it has been seen unchanged.
  ///
  /// The times that a Lease states are of another machine's clock; only how long it does not change can be measured.
  struct Sighting: Sendable, Hashable {
    let lease: Lease
    let since: Duration
    /// Whether it has been deleted meanwhile, which is then what has been seen since: its holder may not know it yet.
    var isGone = false
  }

  /// A Lease that is ours.
  struct Tenure: Sendable, Hashable {
    /// The Lease as the server has it, as far as we know.
    let lease: Lease
    /// When the last successful renewal was sent: before the server, and therefore anybody else, counts from it.
    let renewedAt: Duration
    /// Whether the Lease has to be read before the next renewal, since one has failed and may have been taken over after all.
    var isUncertain = false
  }

  /// What has happened.
  enum Completion: Sendable {
    /// There was nothing yet, or the pause is over.
    case resumed
    /// The Lease was read; `nil` where there is none.
    case read(Lease?)
    /// The Lease was created or updated.
    case wrote(Lease)
    /// The request failed.
    case failed(KubernetesError)
  }

  /// What to do next.
  enum Request: Sendable, Hashable {
    case read
    case create(Lease)
    case update(Lease)
    case pause(Duration)
    case stop
  }

  /// The present moment by both clocks: the one that measures, and the one that is written into the Lease for people.
  struct Moment: Sendable {
    let time: Duration
    let date: String
  }

  let key: ObjectKey
  let identity: String
  let timing: LeaseTiming
  private(set) var state = State.standby(nil)

  init(key: ObjectKey, identity: String, timing: LeaseTiming) {
    self.key = key
    self.identity = identity
    self.timing = timing
  }

  /// Until when the holder may write; `nil` for whoever holds nothing.
  var writableUntil: Duration? {
    switch state {
    case .leading(let tenure), .renewing(let tenure, _): deadline(of: tenure)
    case .standby, .acquiring, .lost, .releasing, .released: nil
    }
  }
}

extension Election {
  /// Takes what has happened, and answers what to do next.
  ///
  /// - Parameter random: From 0 up to 1, for the jitter of a candidate's pauses.
  mutating func step(_ completion: Completion, at moment: Moment, random: Double) -> Request {
    if let writableUntil, moment.time >= writableUntil {
      return lose("it was not renewed within \(timing.renewDeadline)")
    }
    switch (state, completion) {
    case (.standby, .resumed):
      return .read
    case (.standby(let sighting), .read(let lease)):
      return consider(lease, known: sighting, at: moment, random: random)
    case (.acquiring(let sighting, let sentAt), .wrote(let lease)):
      return begin(with: lease, sentAt: sentAt, known: sighting, at: moment)
    case (.standby(let sighting), .failed(let error)), (.acquiring(let sighting, _), .failed(let error)):
      return retry(with: sighting, after: error, at: moment, random: random)
    case (.leading(let tenure), .resumed):
      state = .renewing(tenure, sentAt: moment.time)
      return tenure.isUncertain ? .read : renewal(of: tenure.lease, at: moment)
    case (.renewing(let tenure, _), .read(let lease)):
      return reconsider(lease, of: tenure, at: moment)
    case (.renewing(_, let sentAt), .wrote(let lease)):
      return lead(Tenure(lease: lease, renewedAt: sentAt), sentAt: sentAt, at: moment)
    case (.renewing(let tenure, let sentAt), .failed(let error)):
      return doubt(tenure, after: error, sentAt: sentAt, at: moment)
    case (.releasing, .read(let lease?)) where lease.holder == identity:
      return .update(lease.released(at: moment.date))
    case (.releasing, _):
      state = .released
      return .stop
    case (.lost, _), (.released, _):
      return .stop
    case (.standby, .wrote), (.acquiring, .read), (.acquiring, .resumed):
      // Nothing of the kind was asked for: to begin again is always safe.
      state = .standby(nil)
      return .read
    case (.leading, _), (.renewing, .resumed):
      return .pause(timing.retryPeriod)
    }
  }

  /// Ends the election in an orderly way: what is to be done instead of `request`.
  ///
  /// - Parameter releases: Whether a Lease that may be ours is given back; for that, whatever was done in its name has to
  ///   have stopped.
  mutating func shutDown(insteadOf request: Request, releases: Bool) -> Request {
    switch state {
    case .acquiring, .leading, .renewing:
      state = releases ? .releasing : .released
      return releases ? .read : .stop
    case .standby:
      state = .released
      return .stop
    case .lost, .releasing, .released:
      return request
    }
  }

  private mutating func consider(
    _ lease: Lease?, known: Sighting?, at moment: Moment, random: Double
  ) -> Request {
    guard let lease else { return replace(known, at: moment, random: random) }
    let since = known.flatMap { !$0.isGone && $0.lease.spec == lease.spec ? $0.since : nil } ?? moment.time
    let sighting = Sighting(lease: lease, since: since)
    if lease.holder == identity {
      // The answer to an earlier attempt was lost on its way.
      state = .acquiring(sighting, sentAt: moment.time)
      return renewal(of: lease, at: moment)
    }
    guard lease.holder.isEmpty || moment.time >= expiry(of: sighting) else {
      return standBy(sighting, at: moment, random: random)
    }
    state = .acquiring(sighting, sentAt: moment.time)
    return .update(lease.acquired(by: identity, for: timing.leaseDuration, at: moment.date))
  }

  /// Creates a Lease, after a deleted one once nobody can write in its name any more.
  private mutating func replace(_ known: Sighting?, at moment: Moment, random: Double) -> Request {
    let deleted = known.map { $0.isGone ? $0 : Sighting(lease: $0.lease, since: moment.time, isGone: true) }
    if let deleted, moment.time < expiry(of: deleted) { return standBy(deleted, at: moment, random: random) }
    state = .acquiring(deleted, sentAt: moment.time)
    return .create(Lease(key: key).acquired(by: identity, for: timing.leaseDuration, at: moment.date))
  }

  private mutating func standBy(_ sighting: Sighting, at moment: Moment, random: Double) -> Request {
    state = .standby(sighting)
    // Looked at again when it ends, so that not the pause but the lease alone decides how long nobody leads.
    return .pause(min(pause(random), expiry(of: sighting) - moment.time))
  }

  private mutating func retry(
    with sighting: Sighting?, after error: KubernetesError, at moment: Moment, random: Double
  ) -> Request {
    state = .standby(sighting)
    let requested = error.requestedPause ?? .zero
    // Nobody leads from then on, and a server that is well again must not find all candidates asleep.
    let granted = sighting.map { min(requested, expiry(of: $0) - moment.time) } ?? requested
    return .pause(max(pause(random), granted))
  }

  private mutating func begin(
    with lease: Lease, sentAt: Duration, known: Sighting?, at moment: Moment
  ) -> Request {
    guard moment.time < sentAt + timing.renewDeadline else {
      // The answer took so long that somebody else may have the Lease by now.
      state = .standby(known)
      return .read
    }
    return lead(Tenure(lease: lease, renewedAt: sentAt), sentAt: sentAt, at: moment)
  }

  private mutating func lead(_ tenure: Tenure, sentAt: Duration, at moment: Moment) -> Request {
    state = .leading(tenure)
    // Counted from the last attempt: one that has taken long is followed by the next without a pause.
    let next = min(max(sentAt + timing.retryPeriod, moment.time), deadline(of: tenure))
    return .pause(next - moment.time)
  }

  private mutating func doubt(
    _ tenure: Tenure, after error: KubernetesError, sentAt: Duration, at moment: Moment
  ) -> Request {
    let uncertain = Tenure(lease: tenure.lease, renewedAt: tenure.renewedAt, isUncertain: true)
    if !tenure.isUncertain, error.isConflict || error.isNotFound || error.isAlreadyExists {
      // Somebody has changed or deleted the Lease. Only the first time: whatever refuses again is asked no faster.
      state = .renewing(uncertain, sentAt: sentAt)
      return .read
    }
    return lead(uncertain, sentAt: sentAt, at: moment)
  }

  private mutating func reconsider(_ lease: Lease?, of tenure: Tenure, at moment: Moment) -> Request {
    guard let lease else {
      state = .renewing(tenure, sentAt: moment.time)
      return .create(
        tenure.lease.recreated(key: key).renewed(by: identity, for: timing.leaseDuration, at: moment.date))
    }
    guard lease.holder == identity else {
      return lose(lease.holder.isEmpty ? "somebody has cleared its holder" : "\(lease.holder) holds it")
    }
    state = .renewing(tenure, sentAt: moment.time)
    return renewal(of: lease, at: moment)
  }

  private mutating func lose(_ reason: String) -> Request {
    state = .lost(reason: reason)
    return .stop
  }

  private func renewal(of lease: Lease, at moment: Moment) -> Request {
    .update(lease.renewed(by: identity, for: timing.leaseDuration, at: moment.date))
  }

  /// When nobody can write any more in the name of a Lease that was seen.
  private func expiry(of sighting: Sighting) -> Duration {
    let duration = sighting.lease.duration ?? timing.leaseDuration
    // A deleted one may have had another holder since it was seen, for as long as we would have it.
    return sighting.since + (sighting.isGone ? max(duration, timing.leaseDuration) : duration)
  }

  private func deadline(of tenure: Tenure) -> Duration { tenure.renewedAt + timing.renewDeadline }

  private func pause(_ random: Double) -> Duration { timing.retryPeriod * (1 + LeaseTiming.jitter * random) }
}
