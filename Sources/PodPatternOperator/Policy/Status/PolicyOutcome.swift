import JSONTree
import PodPatternAPI

/// What one look at a policy came to; the conditions of its status say just this.
enum PolicyOutcome: Sendable {
  /// Its own rules name problems.
  case invalid([Problem])
  /// `spec.suspend` is set: nothing was looked at.
  case suspended
  /// The API server is not told what the policy wants, and this is why.
  case notAdmissible(AdmissionKeeper.Refusal)
  /// The API server extends new Pods; so many workloads that were extended are still being given back.
  case admitting(releasing: Int)
  /// A kind of workload is being listed for the first time.
  case listing(String)
  /// The revision to go back to is not kept.
  case revisionNotKept(Int, kept: [Int])
  /// Under Audit, so many workloads are still being given back.
  case releasing(Int)
  /// Nothing was written; this is what would be.
  case audited(PolicyCounts)
  /// The workloads have the revision, or get it.
  case enforced(PolicyCounts, PolicyWave)
}

/// How far a wave is.
struct PolicyWave: Sendable, Hashable {
  let revision: Int
  /// How many are watched a while before the next ones begin.
  let soaking: Int
  /// Whether failures keep all others as they are.
  let isStopped: Bool
  /// Whether the user keeps all others as they are.
  let isPaused: Bool
}

/// All that a look at a policy tells in its status.
struct PolicyProgress: Sendable {
  let outcome: PolicyOutcome
  /// The delivery in force.
  var delivery = Delivery.template
  var failures: [WavePlan.Failure] = []
  /// What is said of each workload; `nil` where they were not looked at.
  var results: [PolicyResult]?

  var counts: PolicyCounts? {
    switch outcome {
    case .audited(let counts), .enforced(let counts, _): counts
    case .invalid, .suspended, .notAdmissible, .admitting, .listing, .revisionNotKept, .releasing: nil
    }
  }

  var revision: Int? { if case .enforced(_, let wave) = outcome { wave.revision } else { nil } }
}
