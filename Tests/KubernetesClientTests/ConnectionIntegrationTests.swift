import JSONTree
import TestSupport
import Testing

@testable import KubernetesClient

// Needs a real API server: PODPATTERN_TEST_KUBECONFIG names its kubeconfig, and hack/test provides both.
@Suite(.enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"))
struct ConnectionIntegrationTests {
  /// The error of asking the server for its version.
  private func failure(_ change: (inout ClientConfiguration) throws -> Void) async throws -> KubernetesError? {
    var configuration = try TestServer.configuration()
    try change(&configuration)
    return try await TestServer.withClient(configuration) { client in
      await error(of: { try await client.serverVersion() })
    }
  }

  @Test func serversNameCanBeGiven() async throws {
    #expect(try await failure { $0.tls.serverName = "kubernetes.default.svc" } == nil)
  }

  @Test func certificateOfAnotherAuthorityIsRefused() async throws {
    let error = try await failure { $0.tls.certificateAuthorities = .inline(Secret(TestCertificates.certificate)) }
    #expect(error?.description.hasPrefix("no secure connection to the API server: ") == true, "\(error)")
  }

  @Test func verificationCanBeSkipped() async throws {
    let error = try await failure {
      $0.tls.certificateAuthorities = nil
      $0.tls.skipsVerification = true
    }
    #expect(error == nil)
  }

  @Test func closedPortIsAConnectError() async throws {
    try await Loopback.withClosedPort { port in
      let error = try await failure { $0.server = try ServerAddress("https://127.0.0.1:\(port)") }
      #expect(error?.description == "cannot connect to the API server: 127.0.0.1:\(port): connection refused")
    }
  }

  /// A label has at most 63 characters, so that no resolver asks anybody for this one.
  @Test func unknownHostIsAConnectError() async throws {
    let name = String(repeating: "a", count: 64)
    let error = try await failure { $0.server = try ServerAddress("https://\(name):1") }
    #expect(error?.description == "cannot connect to the API server: \(name):1: the host name is unknown")
  }

  @Test func wrongTokenIsUnauthorized() async throws {
    var configuration = try TestServer.configuration()
    configuration.tls.clientCertificate = nil
    configuration.credentials = .token(Secret("wrong"))
    let refused = try await TestServer.withClient(configuration) { client in
      await error(of: { try await client.get(.namespaces, ObjectKey(name: "default")) })
    }
    #expect(refused?.status?.isUnauthorized == true)
  }

  @Test func tokenOfAServiceAccountHasItsRights() async throws {
    try await TestServer.withNamespace { client, namespace in
      let account = ObjectKey(namespace: namespace, name: "tester")
      try await client.create(
        .serviceAccounts, namespace: namespace,
        ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "tester"]])
      var configuration = client.configuration
      configuration.tls.clientCertificate = nil
      configuration.credentials = .token(Secret(try await client.token(of: account)))
      let refused = try await TestServer.withClient(configuration) { client in
        await error(of: { try await client.get(.secrets, ObjectKey(namespace: namespace, name: "x")) })
      }
      #expect(refused?.isForbidden == true)
      #expect(refused?.description.contains("system:serviceaccount:\(namespace):tester") == true)
    }
  }
}
