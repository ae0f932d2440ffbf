import JSONTree
import KubernetesClient

// How far workloads of any kind are with their newest template.

extension Rollout {
  /// Reads a workload that somebody else has made.
  init(target: JSON) {
    switch target["kind"]?.string {
    case "Deployment": self.init(deployment: target)
    case "StatefulSet": self.init(statefulSet: target)
    case "DaemonSet": self.init(daemonSet: target)
    default: self.init(custom: target)
    }
  }

  /// By the rules of `kubectl rollout status`; with `OnDelete` pods change when somebody deletes them.
  private init(statefulSet: JSON) {
    let status = statefulSet["status"]
    let update = statefulSet["spec", "updateStrategy"]
    let replicas = statefulSet["spec", "replicas"]?.integer ?? 1
    let partition = update?["rollingUpdate", "partition"]?.integer ?? 0
    let isRolledOut =
      update?["type"] == "OnDelete"
      || (status?["updatedReplicas"]?.integer ?? 0) >= replicas - partition
        && (status?["readyReplicas"]?.integer ?? 0) >= replicas
    self = Self.isObserved(statefulSet) && isRolledOut ? .complete : .progressing
  }

  private init(daemonSet: JSON) {
    let status = daemonSet["status"]
    let desired = status?["desiredNumberScheduled"]?.integer ?? 0
    let isRolledOut =
      daemonSet["spec", "updateStrategy", "type"] == "OnDelete"
      || (status?["updatedNumberScheduled"]?.integer ?? 0) >= desired
        && (status?["numberAvailable"]?.integer ?? 0) >= desired
    self = Self.isObserved(daemonSet) && isRolledOut ? .complete : .progressing
  }

  /// By the rules of kstatus, and of Argo's Rollouts: its controller has seen the template, and no condition says that it is not
  /// there yet.
  private init(custom: JSON) {
    let conditions = custom["status", "conditions"]?.array ?? []
    let says = { (type: String, status: JSON) in
      conditions.contains { $0["type"]?.string == type && $0["status"] == status }
    }
    if Self.observedGeneration(of: custom) != nil, !Self.isObserved(custom) {
      self = .progressing
    } else if let failure = Self.failure(in: conditions) {
      self = failure
    } else if says("Paused", "True") {
      self = .paused
    } else {
      let isOnTheWay = says("Reconciling", "True") || ["Ready", "Available", "Healthy"].contains { says($0, "False") }
      self = isOnTheWay ? .progressing : .complete
    }
  }
}
