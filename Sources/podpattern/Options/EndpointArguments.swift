import ArgumentParser
import ControllerRuntime
import KubernetesClient
import Logging

/// Where health and metrics are served.
struct EndpointArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Serve /metrics here, as host:port or :port; 0 serves none.", valueName: "address"))
  var metricsBindAddress = OptionalBindAddress.none

  @Option(
    help: ArgumentHelp(
      "Serve /metrics over TLS with this certificate chain, PEM; read again when it is renewed.", valueName: "path"))
  var metricsTLSCertificate: String?

  @Option(help: ArgumentHelp("The private key of that certificate, PEM.", valueName: "path"))
  var metricsTLSKey: String?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Serve /metrics only to whoever shows a token that the API server accepts (TokenReview) and may get the \
      nonResourceURL /metrics (SubjectAccessReview). Needs TLS.
      """)
  var metricsAuthorization = false

  @Option(
    help: ArgumentHelp(
      "Serve /healthz and /readyz here, as host:port or :port; 0 serves none.", valueName: "address"))
  var healthBindAddress = OptionalBindAddress.none

  func validate() throws {
    guard (metricsTLSCertificate == nil) == (metricsTLSKey == nil) else {
      throw ValidationError("--metrics-tls-certificate and --metrics-tls-key: one needs the other")
    }
    if metricsAuthorization, metricsTLSCertificate == nil {
      throw ValidationError(
        "--metrics-authorization: needs --metrics-tls-certificate and --metrics-tls-key: a token must not be sent in clear"
      )
    }
  }

  /// The endpoint for metrics, if there is to be one.
  ///
  /// - Parameter reviewClient: asks the API server about tokens.
  /// - Throws: `EndpointError` for certificates that cannot be used.
  func metricsEndpoint(
    _ registry: PrometheusRegistry, reviewClient: KubernetesClient, logger: Logger
  ) throws -> HTTPEndpoint? {
    guard let address = metricsBindAddress.address else { return nil }
    var certificate: ServingCertificate?
    if let path = metricsTLSCertificate, let key = metricsTLSKey {
      certificate = try ServingCertificate(certificate: path, key: key, logger: logger)
    }
    let reviewer = metricsAuthorization ? AccessReviewer(client: reviewClient, logger: logger) : nil
    return HTTPEndpoint(
      setting: "--metrics-bind-address", address: address, certificate: certificate,
      routes: [MetricsRoute(registry: registry, reviewer: reviewer)], logger: logger)
  }

  /// The endpoint for probes, if there is to be one.
  func healthEndpoint(readiness: [HealthCheck], logger: Logger) -> HTTPEndpoint? {
    healthBindAddress.address.map { address in
      HTTPEndpoint(
        setting: "--health-bind-address", address: address,
        routes: [HealthRoute(path: "/healthz"), HealthRoute(path: "/readyz", checks: readiness)], logger: logger)
    }
  }
}

/// An address to listen at, or `0` for none, as controller-runtime's operators take it.
struct OptionalBindAddress: ExpressibleByArgument {
  static let none = OptionalBindAddress(address: nil)

  let address: BindAddress?

  private init(address: BindAddress?) { self.address = address }

  init?(argument: String) {
    if argument == "0" {
      self.init(address: nil)
    } else if let address = BindAddress(argument) {
      self.init(address: address)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { address.map { "\($0)" } ?? "0" }
}
