// Whether the process works, in the form of the API server's own health endpoints.

/// One thing that has to be well.
public struct HealthCheck: Sendable {
  /// Its name in the answer; without blanks.
  public let name: String
  /// What is wrong with it; `nil` where it is well. It must return at once.
  public let problem: @Sendable () -> String?

  /// A check.
  public init(_ name: String, problem: @escaping @Sendable () -> String?) {
    self.name = name
    self.problem = problem
  }
}

/// Answers `ok`, or 500 with a line for each check, as kube-apiserver's `/healthz` and `/readyz` do.
///
/// `?verbose` shows the lines in any case.
public struct HealthRoute: EndpointRoute {
  private let path: String
  private let checks: [HealthCheck]

  /// A route.
  ///
  /// - Parameters:
  ///   - path: Such as `/readyz`.
  ///   - checks: What has to be well, beside that the process answers at all.
  public init(path: String, checks: [HealthCheck] = []) {
    self.path = path
    self.checks = [HealthCheck("ping") { nil }] + checks
  }

  /// The state of all checks.
  public func respond(to request: EndpointRequest) async -> EndpointResponse? {
    guard request.path == path else { return nil }
    let problems = checks.map { ($0.name, $0.problem()) }
    let isWell = problems.allSatisfy { $0.1 == nil }
    if isWell, !request.parameters.contains("verbose") { return EndpointResponse(.ok, "ok") }
    let lines = problems.map { name, problem in problem.map { "[-]\(name) failed: \($0)\n" } ?? "[+]\(name) ok\n" }
    let summary = "\(path.dropFirst()) check \(isWell ? "passed" : "failed")\n"
    return EndpointResponse(isWell ? .ok : .internalServerError, lines.joined() + summary)
  }
}
