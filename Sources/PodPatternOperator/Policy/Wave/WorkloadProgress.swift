import FoundationEssentials

/// How far a workload is with the revision that its policy wants it to have.
enum WorkloadProgress: Sendable, Hashable {
  /// It has nothing of the policy, or another revision, and is available with that.
  case pending
  /// It has another revision, and is rolling out with that.
  case outdated
  /// It has another revision, with which it does not become available.
  case outdatedFailure
  /// An earlier member is giving it back; what is wanted comes after that.
  case releasing
  /// It has the revision, and is not available with it yet, for the reason that is told.
  case updating(since: Date, String)
  /// It has the revision, and is available.
  case available(since: Date)
  /// It has the revision or should have it, and somebody has to change something first.
  case failed(WorkloadFailure)
  /// The API server has not let it have the revision, and is asked again when that is due.
  case refused(WorkloadFailure, isDue: Bool)
}

/// Why a workload is not as its policy wants it, and does not become so.
struct WorkloadFailure: Sendable, Hashable {
  /// One word in CamelCase.
  let reason: String
  /// What is wrong and what to do, for people; it may quote values of the workload.
  let message: String
}

/// A workload that a policy matches, as a wave is planned of it.
struct WaveWorkload: Sendable, Hashable {
  let id: ObjectID
  /// Workloads of a later rank wait for all of an earlier one.
  let rank: WaveRank
  let progress: WorkloadProgress
}

extension WaveWorkload: Comparable {
  /// In the order in which they are changed.
  static func < (one: WaveWorkload, other: WaveWorkload) -> Bool {
    one.rank == other.rank ? one.id < other.id : one.rank < other.rank
  }
}

/// When the turn of a namespace's workloads comes: by the value of a label, compared as texts; those without the label are
/// the last.
struct WaveRank: Sendable, Hashable, Comparable {
  private let value: String?

  /// - Parameter value: the label's value; `nil` where there is none.
  init(_ value: String?) { self.value = value }

  static func < (one: WaveRank, other: WaveRank) -> Bool {
    guard let value = one.value else { return false }
    return other.value.map { value < $0 } ?? true
  }
}
