import FoundationEssentials
import JSONTree
import KubernetesClient
import Logging
import Synchronization

/// The real API server that a suite may use.
///
/// Suites that need it are `.enabled(if: TestServer.isAvailable, "\(TestServer.requirement)")`; `hack/test` starts one and
/// says where it is.
public enum TestServer {
  /// The environment variable with the path of the server's kubeconfig.
  public static let variable = "PODPATTERN_TEST_KUBECONFIG"

  /// The path of the server's kubeconfig, if there is a server.
  public static var kubeconfigPath: String? {
    ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether there is a server to test with.
  public static var isAvailable: Bool { kubeconfigPath != nil }

  /// What a test says that is skipped where there is none.
  public static let requirement = "needs an API server: hack/test starts one and sets \(variable)"

  /// What a test says that is skipped on an earlier Kubernetes.
  public static func requirement(minor: Int) -> String {
    "needs an API server of Kubernetes 1.\(minor): KUBEBUILDER_ASSETS=<directory of its programs> hack/test"
  }

  /// Whether there is a server of this Kubernetes or a later one.
  public static func isAtLeast(minor: Int) async throws -> Bool {
    guard isAvailable else { return false }
    return try await withClient { try await $0.serverVersion() >= ServerVersion(major: 1, minor: minor) }
  }

  /// Whether there is a server that serves a resource.
  public static func serves(_ plural: String, group: String, version: String) async throws -> Bool {
    guard isAvailable else { return false }
    return try await withClient { client in
      try await client.servedResources(group: group, version: version).contains(plural)
    }
  }

  /// The configuration of the server's administrator.
  public static func configuration() throws -> ClientConfiguration {
    guard let path = kubeconfigPath else { throw Unavailable() }
    return try ClientConfiguration.load(kubeconfig: path)
  }

  /// The configuration of the operator's own account, with exactly the rights that `deploy/` grants it, and a token.
  public static func operatorConfiguration() throws -> ClientConfiguration {
    guard let path = ProcessInfo.processInfo.environment["PODPATTERN_TEST_OPERATOR_KUBECONFIG"] else {
      throw Unavailable()
    }
    return try ClientConfiguration.load(kubeconfig: path)
  }

  /// The server's record of what it was asked.
  public static func auditTrail() throws -> AuditTrail {
    guard let path = ProcessInfo.processInfo.environment["PODPATTERN_AUDIT_LOG"] else { throw Unavailable() }
    return AuditTrail(path: path)
  }

  /// Runs a test with a client that is shut down afterwards.
  ///
  /// - Parameters:
  ///   - configuration: whom to be; `nil` for the server's administrator.
  ///   - warnings: collects the server's warnings.
  public static func withClient<Result>(
    _ configuration: ClientConfiguration? = nil, warnings: WarningLog = WarningLog(),
    _ test: (KubernetesClient) async throws -> Result
  ) async throws -> Result {
    let client = try KubernetesClient(
      configuration: configuration ?? self.configuration(),
      userAgent: UserAgent(name: "podpattern-tests", version: "0"), fieldManager: "podpattern-tests",
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      warningHandler: { warnings.append($0) })
    do {
      let result = try await test(client)
      try await client.shutdown()
      return result
    } catch {
      try await client.shutdown()
      throw error
    }
  }

  /// Runs a test with a client and a namespace of its own, which is deleted afterwards.
  ///
  /// - Parameter configuration: another server's; `nil` for the one that all suites share.
  public static func withNamespace<Result>(
    _ configuration: ClientConfiguration? = nil, warnings: WarningLog = WarningLog(),
    _ test: (KubernetesClient, String) async throws -> Result
  ) async throws -> Result {
    try await withClient(configuration, warnings: warnings) { client in
      let name = "test-\(String(UInt32.random(in: .min ... .max), radix: 36))"
      let object: JSON = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
      try await client.create(.namespaces, object)
      do {
        let result = try await test(client, name)
        try await client.delete(.namespaces, ObjectKey(name: name))
        return result
      } catch {
        try await client.delete(.namespaces, ObjectKey(name: name))
        throw error
      }
    }
  }

  /// The variable is not set.
  public struct Unavailable: Error, CustomStringConvertible {
    /// What is missing.
    public var description: String {
      "\(TestServer.variable), PODPATTERN_TEST_OPERATOR_KUBECONFIG or PODPATTERN_AUDIT_LOG is not set; hack/test sets them"
    }
  }
}

/// The warnings that a client got during a test.
public final class WarningLog: Sendable {
  private let warnings = Mutex<[APIWarning]>([])

  /// An empty log.
  public init() {}

  /// Adds a warning.
  public func append(_ warning: APIWarning) { warnings.withLock { $0.append(warning) } }

  /// All warnings so far.
  public var all: [APIWarning] { warnings.withLock { $0 } }
}
