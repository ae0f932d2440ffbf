// A Lease object, as far as an election reads and writes it.
import JSONTree
import KubernetesClient

/// A `coordination.k8s.io/v1` Lease. What others put into it, such as labels, stays in it.
struct Lease: Sendable, Hashable {
  private(set) var object: JSON

  /// A Lease as the server has it.
  init(_ object: JSON) { self.object = object }

  /// A Lease that does not exist yet.
  init(key: ObjectKey) {
    object = ["apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": ["name": .string(key.name)]]
  }

  /// What an election is about; it stays the same while others change labels.
  var spec: JSON? { object["spec"] }

  /// Whose it is; empty where it is nobody's.
  var holder: String { spec?["holderIdentity"]?.string ?? "" }

  /// How long it is valid after a renewal, as its holder has promised.
  var duration: Duration? { spec?["leaseDurationSeconds"]?.integer.map { .seconds(max($0, 0)) } }

  /// How often it has changed hands.
  var transitions: Int64 { spec?["leaseTransitions"]?.integer.map { min(max($0, 0), Int64(Int32.max) - 1) } ?? 0 }

  /// The Lease with a new holder.
  func acquired(by holder: String, for duration: Duration, at date: String) -> Lease {
    let isNew = spec?["holderIdentity"] == nil && spec?["leaseTransitions"] == nil
    var lease = renewed(by: holder, for: duration, at: date)
    lease.object["spec"]?["acquireTime"] = .string(date)
    lease.object["spec"]?["leaseTransitions"] = .integer(isNew ? 0 : transitions + 1)
    return lease
  }

  /// The Lease renewed by its holder.
  func renewed(by holder: String, for duration: Duration, at date: String) -> Lease {
    var lease = self
    var spec = self.spec ?? [:]
    spec["holderIdentity"] = .string(holder)
    spec["leaseDurationSeconds"] = .integer(duration.components.seconds)
    spec["renewTime"] = .string(date)
    lease.object["spec"] = spec
    return lease
  }

  /// The Lease given back: nobody's, and soon over also for candidates that look at its times alone.
  func released(at date: String) -> Lease {
    var lease = renewed(by: "", for: .seconds(1), at: date)
    lease.object["spec"]?["acquireTime"] = .string(date)
    return lease
  }

  /// The Lease as it was, to be created again after somebody has deleted it.
  func recreated(key: ObjectKey) -> Lease {
    var lease = Lease(key: key)
    lease.object["spec"] = spec
    return lease
  }
}
