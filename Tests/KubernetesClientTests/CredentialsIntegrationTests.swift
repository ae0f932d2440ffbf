import FoundationEssentials
import JSONTree
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

// Needs a real API server: PODPATTERN_TEST_KUBECONFIG names its kubeconfig, and hack/test provides both.
@Suite(.enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"))
struct CredentialsIntegrationTests {
  /// The server's text about a request that the caller has no right to; it says who the caller is.
  private func refusal(_ configuration: ClientConfiguration) async throws -> String {
    try await TestServer.withClient(configuration) { client in
      let error = await error(of: { try await client.get(.secrets, ObjectKey(namespace: "default", name: "x")) })
      return error.map(\.description) ?? "no error"
    }
  }

  @Test func tokenOfAPluginIsAccepted() async throws {
    try await TestServer.withNamespace { client, namespace in
      try await client.create(
        .serviceAccounts, namespace: namespace,
        ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "plugged"]])
      let token = try await client.token(of: ObjectKey(namespace: namespace, name: "plugged"))
      // The first run gives a token that the server refuses.
      let script = """
        token=wrong; test -e "$0.ran" && token=$TOKEN; touch "$0.ran"
        printf '{"apiVersion":"%s","kind":"ExecCredential","status":{"token":"%s"}}' \
          client.authentication.k8s.io/v1 "$token"
        """
      var configuration = client.configuration
      configuration.tls.clientCertificate = nil
      let text = try await withPlugin(script) { command in
        configuration.credentials = .plugin(
          CredentialPlugin(command: command, environment: ["TOKEN": Secret(token)]))
        return try await refusal(configuration)
      }
      #expect(text.contains("system:serviceaccount:\(namespace):plugged"), "\(text)")
    }
  }

  @Test func certificateOfAPluginIsAccepted() async throws {
    var configuration = try TestServer.configuration()
    let pair = try #require(configuration.tls.clientCertificate)
    guard case .inline(let chain) = pair.chain, case .inline(let key) = pair.privateKey else {
      Issue.record("the test server's kubeconfig holds no certificate")
      return
    }
    let output: JSON = [
      "apiVersion": "client.authentication.k8s.io/v1beta1", "kind": "ExecCredential",
      "status": ["clientCertificateData": .string(chain.value), "clientKeyData": .string(key.value)],
    ]
    configuration.tls.clientCertificate = nil
    let script = "cat <<'END'\n\(output.serializedString())\nEND"
    try await withPlugin(script) { command in
      configuration.credentials = .plugin(CredentialPlugin(command: command, apiVersion: .v1beta1))
      _ = try await TestServer.withClient(configuration) { client in
        try await client.get(.namespaces, ObjectKey(name: "default"))
      }
    }
  }

  /// The first certificate is of an authority that the server does not know.
  @Test func renewedCertificateIsUsedWithoutAnotherClient() async throws {
    var configuration = try TestServer.configuration()
    let pair = try #require(configuration.tls.clientCertificate)
    let directory = FileManager.default.temporaryDirectory.appending(path: "pki-\(UInt64.random(in: .min ... .max))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let (chain, key) = (directory.appending(path: "tls.crt"), directory.appending(path: "tls.key"))
    try Data(TestCertificates.certificate.utf8).write(to: chain)
    try Data(TestCertificates.privateKey.utf8).write(to: key)
    configuration.tls.clientCertificate = .init(chain: .file(path: chain.path), privateKey: .file(path: key.path))
    try await TestServer.withClient(configuration) { client in
      let first = await error(of: { try await client.get(.namespaces, ObjectKey(name: "default")) })
      #expect(first?.status?.isUnauthorized == true)
      try Data(pair.chain.bytes(readFileFromDisk)).write(to: chain)
      try Data(pair.privateKey.bytes(readFileFromDisk)).write(to: key)
      _ = try await client.get(.namespaces, ObjectKey(name: "default"))
    }
  }

  @Test func impersonationIsBelieved() async throws {
    var configuration = try TestServer.configuration()
    configuration.impersonation = Impersonation(user: "jane@example.com", groups: ["some"], extra: ["a/b": ["c"]])
    #expect(try await refusal(configuration).contains(#"User "jane@example.com" cannot get"#))
    configuration.impersonation?.groups = ["system:masters"]
    #expect(try await refusal(configuration).contains("NotFound"))
  }

  @Test func permissionLostWhileARequestIsSentKeepsTheObjectFromBeingWritten() async throws {
    try await TestServer.withNamespace { client, namespace in
      let asked = Atomic(0)
      let guarded = try KubernetesClient(
        configuration: client.configuration, userAgent: UserAgent(name: "podpattern-tests", version: "0"),
        writePermission: { asked.add(1, ordering: .relaxed).oldValue == 0 }, logger: .silent)
      let object: JSON = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"]]
      let refused = await error(of: { try await guarded.create(.configMaps, namespace: namespace, object) })
      #expect(refused == .writeNotPermitted)
      #expect(asked.load(ordering: .relaxed) == 2)
      let key = ObjectKey(namespace: namespace, name: "a")
      #expect(await error(of: { try await guarded.get(.configMaps, key) })?.isNotFound == true)
      try await guarded.shutdown()
    }
  }

  /// A proxy that makes the tunnels it is asked for, and notes where to and as whom.
  private static func proxy(_ log: Notes)
    -> @Sendable (
      Connection, NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Void
  {
    { _, inbound, outbound in
      var iterator = inbound.makeAsyncIterator()
      let head = try await readHead(&iterator)
      log.append(head)
      let target = head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
      guard let port = target.split(separator: ":").last.flatMap({ Int($0) }), head.hasPrefix("CONNECT ") else {
        return try await outbound.write(ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\n\r\n"))
      }
      try await outbound.write(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\n"))
      try await Self.tunnel(to: port, &iterator, outbound)
    }
  }

  private typealias Iterator = NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator

  private static func tunnel(
    to port: Int, _ iterator: inout Iterator, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) async throws {
    let server = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
      }
    try await server.executeThenClose { answers, requests in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { for try await part in answers { try await outbound.write(part) } }
        while let part = try await iterator.next() { try await requests.write(part) }
        group.cancelAll()
      }
    }
  }

  /// SOCKS 5 (RFC 1928) without authentication, for IPv4 addresses.
  @Test func tunnelOfASOCKSProxy() async throws {
    let log = Notes()
    try await withServer { _, inbound, outbound in
      var iterator = inbound.makeAsyncIterator()
      #expect(try await iterator.next().map { Array($0.readableBytesView) } == [5, 1, 0])
      try await outbound.write(ByteBuffer(bytes: [5, 0]))
      let request = try #require(try await iterator.next()).readableBytesView
      log.append("\(Array(request.prefix(8)))")
      try await outbound.write(ByteBuffer(bytes: [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
      let port = request.suffix(2).reduce(0) { $0 << 8 + Int($1) }
      try await Self.tunnel(to: port, &iterator, outbound)
    } _: { port in
      var configuration = try TestServer.configuration()
      configuration.proxy = try ProxyAddress("socks5://127.0.0.1:\(port)")
      _ = try await TestServer.withClient(configuration) { client in
        try await client.get(.namespaces, ObjectKey(name: "default"))
      }
    }
    #expect(log.all == ["[5, 1, 0, 1, 127, 0, 0, 1]"])
  }

  @Test func tunnelOfAProxy() async throws {
    let log = Notes()
    try await withServer(Self.proxy(log)) { port in
      var configuration = try TestServer.configuration()
      configuration.proxy = try ProxyAddress("http://me:secret@127.0.0.1:\(port)")
      // Also with a server name that is not the address.
      for name in [nil, "kubernetes.default.svc"] {
        configuration.tls.serverName = name
        try await TestServer.withClient(configuration) { client in
          _ = try await client.get(.namespaces, ObjectKey(name: "default"))
          var iterator = client.watch(.namespaces, from: "0", timeoutSeconds: 5).makeAsyncIterator()
          #expect(try await iterator.next() != nil)
        }
      }
    }
    let server = try TestServer.configuration().server
    #expect(log.all.count == 4)
    for head in log.all {
      #expect(head.hasPrefix("CONNECT \(server.host):\(server.port) HTTP/1.1\r\n"))
      #expect(head.lowercased().contains("proxy-authorization: basic bwu6c2vjcmv0"))
    }
  }

  @Test func proxyThatIsNotThereIsNamed() async throws {
    try await Loopback.withClosedPort { port in
      var configuration = try TestServer.configuration()
      configuration.proxy = try ProxyAddress("http://127.0.0.1:\(port)")
      #expect(
        try await refusal(configuration) == """
          cannot connect to the API server: \(configuration.server.host):\(configuration.server.port) through the proxy \
          http://127.0.0.1:\(port): connection refused
          """)
    }
  }
}

/// Texts that several tasks note.
private final class Notes: Sendable {
  private let notes = Mutex<[String]>([])
  func append(_ note: String) { notes.withLock { $0.append(note) } }
  var all: [String] { notes.withLock { $0 } }
}
