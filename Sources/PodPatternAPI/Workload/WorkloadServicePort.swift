import JSONTree

/// A port of a Service. The fields are those of `v1` `ServicePort`.
public struct WorkloadServicePort: Sendable, Hashable {
  /// The transport that a port speaks.
  public enum TransportProtocol: String, Sendable, Hashable, CaseIterable {
    /// Streams of bytes.
    case tcp = "TCP"
    /// Single packets.
    case udp = "UDP"
    /// Streams of messages.
    case sctp = "SCTP"
  }

  static let defaultProtocol = JSON.string(TransportProtocol.tcp.rawValue)

  /// The port's name; `nil` only where it is the Service's only port.
  public let name: String?
  /// The port that clients connect to, 1 to 65535.
  public let port: Int
  /// The port of the pods, by number or by the name that a container gives it; `nil` for the same as ``port``.
  public let targetPort: IntOrString?
  /// The transport.
  public let transportProtocol: TransportProtocol
  /// The port of each node; `nil` lets Kubernetes choose one where the Service's type needs it.
  public let nodePort: Int?
  /// What is spoken on the port, such as `https`; a hint for meshes and load balancers.
  public let appProtocol: String?
}

extension WorkloadServicePort: Fragment {
  init(reading fields: inout FieldReader) {
    name = fields.optional(
      "name", .string(.label), "The port's name, a DNS label. It can be left out where the Service has one port only.")
    port = fields.required("port", .integer(1...65535), "The port that clients connect to.")
    targetPort = fields.optional(
      "targetPort", .integerOrString(1...65535, .portName),
      "The port of the pods, by its number or by the name that a container gives it. The default is the same as port.")
    transportProtocol = fields.optional(
      "protocol", .choice(placeholder: TransportProtocol.tcp), default: Self.defaultProtocol,
      "The transport of the port: TCP, UDP or SCTP.")
    nodePort = fields.optional(
      "nodePort", .integer(1...65535),
      """
      The port of each node, for the types NodePort and LoadBalancer; in most clusters between 30000 and 32767. Leave \
      it out and Kubernetes chooses one.
      """)
    appProtocol = fields.optional(
      "appProtocol", .string(.qualifiedName),
      "What is spoken on the port, such as https or kubernetes.io/h2c; a hint for meshes and load balancers.")
  }
}
