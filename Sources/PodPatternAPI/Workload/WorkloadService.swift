/// The Service before the pods of a workload. The fields are those of `v1` `ServiceSpec` and its metadata.
public struct WorkloadService: Sendable, Hashable {
  /// How a Service is reached.
  public enum ServiceType: String, Sendable, Hashable, CaseIterable {
    /// At an address inside the cluster.
    case clusterIP = "ClusterIP"
    /// At a port of every node too.
    case nodePort = "NodePort"
    /// At an external load balancer too.
    case loadBalancer = "LoadBalancer"
  }

  /// The only address that a user can choose.
  public enum ClusterIP: String, Sendable, Hashable, CaseIterable {
    /// No address: a headless Service, whose name resolves to the pods.
    case none = "None"
  }

  /// How the Service is reached; `nil` for Kubernetes' default, ClusterIP.
  public let type: ServiceType?
  /// `ClusterIP.none` for a headless Service, else `nil`.
  public let clusterIP: ClusterIP?
  /// Labels of the Service.
  public let labels: [String: String]
  /// Annotations of the Service.
  public let annotations: [String: String]
  /// The ports; at least one. With several, each has a name.
  public let ports: [WorkloadServicePort]
}

extension WorkloadService: Fragment {
  init(reading fields: inout FieldReader) {
    type = fields.optional(
      "type", .choice(placeholder: ServiceType.clusterIP),
      """
      How the Service is reached: ClusterIP inside the cluster only, NodePort at a port of every node too, \
      LoadBalancer at an external address too. The default is ClusterIP.
      """)
    clusterIP = fields.optional(
      "clusterIP", .choice(placeholder: ClusterIP.none),
      "Set it to None for a headless Service, whose name resolves to the addresses of the pods.")
    labels =
      fields.optional(
        "labels", .map(keys: .qualifiedName, values: .labelValue, count: 0...64), "Labels of the Service.") ?? [:]
    annotations =
      fields.optional(
        "annotations", .map(keys: .qualifiedName, values: .annotationValue, count: 0...64),
        "Annotations of the Service; a cloud provider's load balancer is often configured through them.") ?? [:]
    ports = fields.required(
      "ports", Self.ports, "The ports of the Service; at least one. With several, each needs a name.")
    let isInternal = (type ?? .clusterIP) == .clusterIP
    fields.rule(
      "!has(self.clusterIP) || !has(self.type) || self.type == 'ClusterIP'",
      "a headless Service (clusterIP: None) must have the type ClusterIP",
      about: "clusterIP", "type", holds: clusterIP == nil || isInternal)
    fields.rule(
      "(has(self.type) && self.type != 'ClusterIP') || self.ports.all(p, !has(p.nodePort))",
      "nodePort needs the type NodePort or LoadBalancer",
      about: "ports", holds: !isInternal || ports.allSatisfy { $0.nodePort == nil })
  }

  private static var ports: FieldType<[WorkloadServicePort]> {
    let list = FieldType<[WorkloadServicePort]>.list(
      of: .object, count: 1...32,
      .map(keys: [.init(name: "port"), .init(name: "protocol", whenAbsent: WorkloadServicePort.defaultProtocol)]))
    let named = list.rule(
      "size(self) == 1 || self.all(p, has(p.name))", "each port must have a name where there are several",
      holds: { ports in ports.count == 1 || ports.allSatisfy { $0.name != nil } })
    return named.rule(
      "size(self) == 1 || self.all(p, !has(p.name) || self.exists_one(q, has(q.name) && q.name == p.name))",
      "the names of the ports must differ",
      holds: { ports in Set(ports.compactMap(\.name)).count == ports.compactMap(\.name).count })
  }
}
