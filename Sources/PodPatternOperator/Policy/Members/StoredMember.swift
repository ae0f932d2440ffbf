import FoundationEssentials
import JSONTree
import PodPatternAPI

/// A PodPattern that a policy has made, as far as the policy has to know it.
struct StoredMember: Sendable, Hashable {
  /// The name of the policy.
  let policy: String
  /// The uid of the policy.
  let owner: String
  let uid: String
  /// The number of the revision that it has; 0 where somebody has removed it.
  let revision: Int
  let delivery: Delivery
  /// When it got the revision.
  let since: Date?
  let isBeingDeleted: Bool
  /// See ``MemberContent``.
  let content: Fingerprint
  let state: State

  /// What its status says.
  enum State: Sendable, Hashable {
    case available(since: Date?)
    case progressing(since: Date?, String)
    case failed(WorkloadFailure)
  }

  /// - Parameter object: any PodPattern; `nil` for one that is no policy's.
  init?(_ object: JSON) {
    guard let policy = object["metadata", "labels", PolicyMarks.policy]?.string,
      let owner = PolicyOwnership.uid(ofMember: object), let uid = object["metadata", "uid"]?.string
    else { return nil }
    self.policy = policy
    self.owner = owner
    self.uid = uid
    revision = object["metadata", "labels", PolicyMarks.revision]?.string.flatMap(Int.init) ?? 0
    delivery = object["metadata", "labels", PolicyMarks.delivery]?.string.flatMap(Delivery.init) ?? .template
    since = object["metadata", "annotations", PolicyMarks.since]?.string.flatMap(Date.init(rfc3339:))
    isBeingDeleted = object["metadata", "deletionTimestamp"] != nil
    content = MemberContent.fingerprint(of: object)
    state = State(object)
  }

  /// Whether it is of a revision, and of its delivery.
  func has(_ wanted: PolicyRevision) -> Bool { revision == wanted.number && delivery == wanted.delivery }

  /// How far the workload is with a revision.
  func progress(to wanted: PolicyRevision) -> WorkloadProgress {
    if isBeingDeleted { return .releasing }
    let isCurrent = has(wanted)
    switch state {
    case .available(let time): return isCurrent ? .available(since: latest(time)) : .pending
    case .progressing(let time, let reason): return isCurrent ? .updating(since: latest(time), reason) : .outdated
    case .failed(let reason): return isCurrent ? .failed(reason) : .outdatedFailure
    }
  }

  /// A status may be as it is since before the revision came.
  private func latest(_ time: Date?) -> Date { [since, time].compactMap(\.self).max() ?? .distantPast }
}

extension StoredMember.State {
  fileprivate init(_ object: JSON) {
    let status = object["status"]
    let conditions = status?["conditions"]?.array ?? []
    let condition = { (type: String) in conditions.first { $0["type"]?.string == type } }
    guard status?["observedGeneration"] == object["metadata", "generation"], let ready = condition("Ready") else {
      self = .progressing(since: nil, "not looked at yet")
      return
    }
    let time = ready["lastTransitionTime"]?.string.flatMap(Date.init(rfc3339:))
    let message = ready["message"]?.string ?? ""
    if ready["status"] == "True" {
      self = .available(since: time)
    } else if condition("Stalled")?["status"] == "True" {
      self = .failed(WorkloadFailure(reason: ready["reason"]?.string ?? "", message: message))
    } else {
      self = .progressing(since: time, message)
    }
  }
}

extension Date {
  /// Reads a time as the API server writes it; `nil` for anything else.
  init?(rfc3339 text: String) {
    guard let date = try? Date(text, strategy: .iso8601) else { return nil }
    self = date
  }
}
