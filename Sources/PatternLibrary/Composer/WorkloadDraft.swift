import JSONTree
import PodPatternAPI

/// A workload while it is put together: its pods, the Service before them, and what Prometheus finds them by.
struct WorkloadDraft: Sendable {
  let pod: PodDraft
  let service: ServiceDraft?
  /// The field that says which Service there is.
  let servicePath: FieldPath
  let selectors: MonitorSelectors
  let options: CompositionOptions
  /// That of the PodPattern.
  let namespace: String?

  private var monitors: [MonitorDraft] { pod.contents.compactMap(\.monitor) }

  /// The monitors whose kinds the cluster knows.
  var servedMonitors: [MonitorDraft] { monitors.filter { options.capabilities.monitors.contains($0.monitor.kind) } }

  /// Everything that keeps it from being applied.
  var problems: [Problem] {
    pod.problems(allowPrivileged: options.allowPrivileged.contains(namespace)) + (service?.problems ?? [])
      + monitors.flatMap { $0.problems(service: service, servicePath: servicePath, selectors: selectors) }
  }

  /// Everything that would hardly work as meant.
  var warnings: [Warning] {
    pod.warnings + (service?.warnings ?? [])
      + monitors.compactMap { $0.warning(served: options.capabilities.monitors) }
  }

  func monitorObjects(_ identity: ObjectIdentity) -> [JSON] {
    servedMonitors.map { $0.object(identity, service: service, selectors: selectors) }
  }
}
