import JSONTree
import PodPatternAPI

/// A ServiceMonitor or PodMonitor while it is put together: how the Prometheus Operator finds a pattern's exporter.
///
/// Fields: https://prometheus-operator.dev/docs/api-reference/api/, `monitoring.coreos.com/v1`.
struct MonitorDraft: Sendable {
  static let apiVersion = "monitoring.coreos.com/v1"

  let monitor: PrometheusMonitor
  let name: String
  /// The pattern's field `monitor`.
  let source: Source
  /// The port that the exporter listens on, and its name in the container.
  let port: Int
  let portName: String
  let path: String

  func object(_ identity: ObjectIdentity, service: ServiceDraft?, selectors: MonitorSelectors) -> JSON {
    var object = identity.object(
      apiVersion: Self.apiVersion, kind: monitor.kind.rawValue, name: name, labels: monitor.labels)
    object["spec"] =
      switch monitor.kind {
      case .serviceMonitor:
        ["selector": selectors.services, "endpoints": [endpoint(port: servicePort(service) ?? portName)]]
      case .podMonitor: ["selector": selectors.pods ?? [:], "podMetricsEndpoints": [endpoint(port: portName)]]
      }
    return object
  }

  private func endpoint(port: String) -> JSON {
    var endpoint: JSON = ["port": .string(port), "path": .string(path)]
    endpoint["interval"] = monitor.interval.map(JSON.string)
    return endpoint
  }

  /// The name of the Service's port, which is another than the container's where that was taken.
  private func servicePort(_ service: ServiceDraft?) -> String? {
    service?.ports.first { $0.value["port"]?.integer == Int64(port) }?.name
  }

  /// - Parameter servicePath: the field that says which Service there is.
  func problems(service: ServiceDraft?, servicePath: FieldPath, selectors: MonitorSelectors) -> [Problem] {
    guard name.isDNSSubdomain else {
      return [
        Problem(
          path: source.path, kind: .invalid(value: .string(name)),
          message: "is the name of the \(monitor.kind.rawValue) of \(source.holder), and longer than "
            + "\(NameLimit.subdomain) characters")
      ]
    }
    if monitor.kind == .podMonitor, selectors.pods == nil {
      return [
        Problem(
          path: source.path, kind: .forbidden,
          message: "a PodMonitor finds pods as their workload does, and that has no selector; use a ServiceMonitor, or "
            + "leave monitor out for annotations of the pods")
      ]
    }
    guard monitor.kind == .serviceMonitor, servicePort(service) == nil else { return [] }
    return [
      Problem(
        path: service?.path.appending("ports") ?? servicePath,
        kind: .required,
        message: service == nil
          ? "the ServiceMonitor of \(source) needs a Service; a PodMonitor does not"
          : "the ServiceMonitor of \(source) finds port \(port) by its name: give it one")
    ]
  }

  func warning(served: Set<PrometheusMonitor.Kind>) -> Warning? {
    guard !served.contains(monitor.kind) else { return nil }
    return Warning(
      path: source.path,
      message:
        "this cluster knows no \(monitor.kind.rawValue) (\(Self.apiVersion)), so that there is none and Prometheus "
        + "does not find the exporter; install the Prometheus Operator, or leave monitor out for annotations of the pods"
    )
  }
}
