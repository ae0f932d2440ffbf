import JSONTree

/// A port of localhost that leads out of the cluster over TLS.
public struct Tunnel: Sendable, Hashable {
  /// Where a tunnel leads.
  public enum Destination: Sendable, Hashable {
    /// To any server that begins with TLS.
    case tls(TLSDestination)
    /// To an instance of Cloud SQL.
    case cloudSQL(CloudSQLInstance)
  }

  /// The port of localhost that the application connects to, 1024 to 65535.
  public let listenPort: Int
  /// Where it leads.
  public let destination: Destination
  /// The port on which the kubelet asks whether the proxy is ready; `nil` for the first that is free from 15021 on.
  public let healthPort: Int?
  /// The proxy's image; `nil` for the library's.
  public let image: String?
  /// The proxy's resources (`ResourceRequirements`); `nil` for the library's.
  public let resources: JSON?
}

extension Tunnel: Fragment {
  init(reading fields: inout FieldReader) {
    listenPort = fields.required(
      "listenPort", .integer(1024...65535),
      "The port of localhost that the application connects to instead of the server. Nobody outside the pod reaches it."
    )
    destination = fields.exactlyOne(
      .member(
        "tls", .object, "A server that speaks TLS from the first byte, whose certificate is verified.",
        Destination.tls),
      .member(
        "cloudSQL", .object, "An instance of Google's Cloud SQL, through the Cloud SQL Auth Proxy.",
        Destination.cloudSQL))
    healthPort = fields.healthPort()
    image = fields.optional(
      "image", .string(.image), "Another image for the proxy: an Envoy, or a Cloud SQL Auth Proxy.")
    resources = fields.optional("resources", .embedded, "Other resources for the proxy (ResourceRequirements).")
    fields.healthPortRule(healthPort, listenPort: listenPort)
  }
}

extension FieldReader {
  /// Reads the port on which the kubelet asks a proxy for its health.
  mutating func healthPort() -> Int? {
    optional(
      "healthPort", .integer(1024...65535),
      "The port on which the kubelet asks whether the proxy is ready. The default is the first free one from 15021 on.")
  }

  /// The health has a port of its own.
  mutating func healthPortRule(_ healthPort: Int?, listenPort: Int) {
    rule(
      "!has(self.healthPort) || self.healthPort != self.listenPort", "healthPort and listenPort must differ",
      about: "healthPort", holds: healthPort != listenPort)
  }
}
