// The metrics, for whoever may read them.

/// Answers `/metrics` in Prometheus' text format.
public struct MetricsRoute: EndpointRoute {
  private let registry: PrometheusRegistry
  private let reviewer: AccessReviewer?

  /// A route.
  ///
  /// - Parameters:
  ///   - registry: Where the values are.
  ///   - reviewer: Who decides who may read them; `nil` for everyone.
  public init(registry: PrometheusRegistry, reviewer: AccessReviewer? = nil) {
    self.registry = registry
    self.reviewer = reviewer
  }

  /// The metrics, or why the asker may not see them.
  public func respond(to request: EndpointRequest) async -> EndpointResponse? {
    guard request.path == "/metrics" else { return nil }
    if let reviewer, let refusal = await refusal(of: request, by: reviewer) { return refusal }
    return EndpointResponse(.ok, registry.scrape(), ["Content-Type": PrometheusText.contentType])
  }

  private func refusal(of request: EndpointRequest, by reviewer: AccessReviewer) async -> EndpointResponse? {
    guard let token = request.bearerToken else { return Self.unauthorized }
    switch await reviewer.review(token: token, path: request.path) {
    case .allowed: return nil
    case .unauthenticated: return Self.unauthorized
    case .forbidden(let user):
      return EndpointResponse(
        .forbidden, "\(user) may not get \(request.path): a nonResourceURL to be granted by RBAC\n")
    case .unknown(let reason): return EndpointResponse(.serviceUnavailable, "\(reason)\n")
    }
  }

  private static let unauthorized = EndpointResponse(
    .unauthorized, "a bearer token that this cluster accepts is needed\n",
    ["Content-Type": "text/plain", "WWW-Authenticate": "Bearer"])
}
