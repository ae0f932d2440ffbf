import FoundationEssentials

/// What a policy does to its workloads now, and what it waits for.
///
/// Computed anew each time, out of nothing but the state of the workloads, the limits and the time: an operator that begins
/// in the middle of a wave goes on with it.
struct WavePlan: Sendable {
  /// A workload that stands in the way.
  struct Failure: Sendable, Hashable {
    let id: ObjectID
    let reason: WorkloadFailure
  }

  /// What to give the revision to now, in order.
  private(set) var next: [ObjectID] = []
  private(set) var failures: [Failure] = []
  /// How many have the revision and are available.
  private(set) var compliant = 0
  /// How many have the revision and are not available yet; without those of ``next``.
  private(set) var updating = 0
  /// How many wait for their turn; with those of ``next``.
  private(set) var pending = 0
  /// How many are available, and keep their place until they have been so for long enough.
  private(set) var soaking = 0
  /// When time alone changes something.
  private(set) var nextLook: Date?

  private let limits: WaveLimits
  private let now: Date
  private var outdated: [WaveWorkload] = []
  private var waiting: [WaveWorkload] = []
  private var outdatedFailures: [WaveWorkload] = []
  /// Those of which the API server is to be asked again.
  private var refused: [WaveWorkload] = []
  /// Whether there are failures that asking again does not change.
  private var hasLastingFailure = false
  private var failed: [(workload: WaveWorkload, reason: WorkloadFailure)] = []
  private var releasing = 0
  /// The first rank that is not through.
  private var unfinishedRank: WaveRank?

  /// - Parameters:
  ///   - workloads: all that the policy matches, in any order.
  ///   - limits: what keeps it from doing more.
  ///   - now: the time.
  init(_ workloads: [WaveWorkload], limits: WaveLimits, now: Date) {
    self.limits = limits
    self.now = now
    for workload in workloads { sort(workload) }
    failures = failed.sorted { $0.workload < $1.workload }
      .map { Failure(id: $0.workload.id, reason: $0.reason) }
    if !limits.isPaused { choose() }
  }

  /// Whether a failure keeps all others as they are.
  var isStopped: Bool { limits.pauseOnFailure && !failures.isEmpty }

  private mutating func sort(_ workload: WaveWorkload) {
    switch workload.progress {
    case .pending:
      pending += 1
      waiting.append(workload)
    case .outdated:
      pending += 1
      outdated.append(workload)
    case .outdatedFailure:
      pending += 1
      outdatedFailures.append(workload)
    case .releasing:
      pending += 1
      releasing += 1
      holdRank(of: workload)
    case .failed(let reason): fail(workload, reason)
    case .refused(let reason, let isDue):
      failed.append((workload, reason))
      if isDue { refused.append(workload) }
    case .updating(let since, let reason): sortUpdating(workload, since: since, reason)
    case .available(let since):
      compliant += 1
      guard case let end = since.addingTimeInterval(limits.soak), end > now else { return }
      soaking += 1
      look(at: end)
      holdRank(of: workload)
    }
  }

  private mutating func sortUpdating(_ workload: WaveWorkload, since: Date, _ reason: String) {
    let end = since.addingTimeInterval(limits.progressDeadline)
    guard end > now else {
      let message = "not available within the progressDeadline of \(Int(limits.progressDeadline)) s: \(reason)"
      fail(workload, WorkloadFailure(reason: "ProgressDeadlineExceeded", message: message))
      return
    }
    updating += 1
    look(at: end)
    holdRank(of: workload)
  }

  private mutating func fail(_ workload: WaveWorkload, _ reason: WorkloadFailure) {
    failed.append((workload, reason))
    hasLastingFailure = true
  }

  private mutating func look(at time: Date) { nextLook = nextLook.map { min($0, time) } ?? time }

  private mutating func holdRank(of workload: WaveWorkload) {
    unfinishedRank = unfinishedRank.map { min($0, workload.rank) } ?? workload.rank
  }

  /// Those that are not available anyway come first, since it costs nothing; then those whose turn it is.
  private mutating func choose() {
    var places = max(limits.maxUnavailable - updating - soaking - releasing, 0)
    guard !isStopped else {
      if !hasLastingFailure { next = refused.sorted().prefix(places).map(\.id) }
      return
    }
    let unavailable = outdated.sorted() + outdatedFailures.sorted()
    let first = unavailable.prefix(places)
    next = first.map(\.id)
    places -= max(first.count, outdated.count)
    for workload in unavailable { holdRank(of: workload) }
    guard places > 0 else { return }
    let waiting = (waiting + refused).sorted()
    let rank = [unfinishedRank, waiting.first?.rank].compactMap(\.self).min()
    next += waiting.prefix(places).prefix { $0.rank == rank }.map(\.id)
  }
}
