/// An object by which the Prometheus Operator finds an exporter.
public struct PrometheusMonitor: Sendable, Hashable {
  /// The kinds of such objects (`monitoring.coreos.com/v1`).
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Finds the exporter by the Service's port.
    case serviceMonitor = "ServiceMonitor"
    /// Finds the exporter by the pod's port.
    case podMonitor = "PodMonitor"
  }

  /// Which kind of object.
  public let kind: Kind
  /// Its labels, by which a Prometheus chooses the objects that it follows.
  public let labels: [String: String]
  /// How often Prometheus asks, such as `30s`; `nil` for what Prometheus is set to.
  public let interval: String?
}

extension PrometheusMonitor: Fragment {
  init(reading fields: inout FieldReader) {
    kind = fields.required(
      "kind", .choice(placeholder: Kind.serviceMonitor),
      "ServiceMonitor, which needs a Service, or PodMonitor. The cluster has to have the Prometheus Operator's APIs.")
    labels =
      fields.optional(
        "labels", .map(keys: .qualifiedName, values: .labelValue, count: 0...64),
        "Labels of the object, by which your Prometheus chooses it, such as release.") ?? [:]
    interval = fields.optional(
      "interval", .string(.prometheusDuration),
      "How often Prometheus asks, such as 30s. The default is Prometheus' own.")
  }
}
