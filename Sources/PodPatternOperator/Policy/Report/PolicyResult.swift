/// What a policy says of one workload, in the terms of a PolicyReport.
struct PolicyResult: Sendable, Hashable {
  let id: ObjectID
  let verdict: Verdict
  let message: String

  /// In the order in which they are told where there are too many.
  enum Verdict: String, Sendable, CaseIterable {
    /// It is not as the policy wants it, and cannot become so.
    case error
    /// It is not as the policy wants it.
    case fail
    /// It is becoming so.
    case warn
    /// It is as the policy wants it.
    case pass
  }

  init(id: ObjectID, _ verdict: Verdict, _ message: String) {
    self.id = id
    self.verdict = verdict
    self.message = message
  }

  /// What an audit says.
  init(id: ObjectID, _ audit: AuditVerdict) {
    switch audit {
    case .compliant: self.init(id: id, .pass, "has all that the policy adds")
    case .wouldChange: self.init(id: id, .fail, "would be extended if the policy were enforced")
    case .failed(let failure): self.init(id: id, .error, failure.message)
    }
  }
}

extension WavePlan {
  /// What the wave says of each of its workloads.
  func results(of workloads: [WaveWorkload]) -> [PolicyResult] {
    let failed = Dictionary(failures.map { ($0.id, $0.reason.message) }) { first, _ in first }
    return workloads.map { workload in
      if let message = failed[workload.id] { return PolicyResult(id: workload.id, .error, message) }
      switch workload.progress {
      case .available: return PolicyResult(id: workload.id, .pass, "has all that the policy adds")
      case .updating, .outdated, .releasing: return PolicyResult(id: workload.id, .warn, "is being rolled out")
      case .pending, .outdatedFailure: return PolicyResult(id: workload.id, .fail, "waits for its turn")
      case .failed(let failure), .refused(let failure, _): return PolicyResult(id: workload.id, .error, failure.message)
      }
    }
  }
}
