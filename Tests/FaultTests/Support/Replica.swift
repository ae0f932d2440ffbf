import FoundationEssentials
import JSONTree
import KubernetesClient
import TestSupport
import Testing

/// One of several operators that stand by for each other, with a user of its own, so that the audit log tells who wrote.
struct Replica: Sendable {
  let user: String
  let kubeconfig: String
  let namespace: String

  /// Makes the user, and a kubeconfig that leads to the server or to a proxy in front of it.
  static func make(
    _ name: String, _ namespace: OperatedNamespace, server: ServerAddress, in directory: TemporaryDirectory
  ) async throws -> Replica {
    let account = try await Account.make(name, in: namespace.name, namespace.admin)
    let path = "\(directory.path)/\(name).kubeconfig"
    try TemporaryDirectory.write(
      kubeconfig(server, token: account.token).serializedString(), to: path)
    return Replica(user: account.user, kubeconfig: path, namespace: namespace.name)
  }

  static let leaseName = "faults"

  /// Runs the operator while the body runs; its lease is short.
  ///
  /// - Parameter wallClock: another wall clock than that of the machine.
  func run<Result: Sendable>(
    wallClock: WallClock? = nil, _ body: @escaping @Sendable (RunningProgram) async throws -> Result
  ) async throws -> Result {
    try await OperatorProgram.with(
      namespace: namespace, kubeconfig: kubeconfig,
      options: [
        "--leader-elect", "--leader-election-namespace", namespace, "--leader-election-id", Self.leaseName,
        "--leader-election-lease-duration", "8s", "--leader-election-renew-deadline", "6s",
        "--leader-election-retry-period", "1s", "--log-format", "json",
      ], wallClock: wallClock, body
    ).result
  }

  /// Shows by the audit log that at least two of them wrote, one after the other and never two at once.
  static func proveSingleWriter(_ replicas: [Replica], since start: Int, _ what: String) throws {
    let users = Set(replicas.map(\.user))
    let writes = try TestServer.auditTrail().requests(from: start)
      .filter { $0.isWrite && $0.succeeded && users.contains($0.user) && $0.resource != "leases" }
      .sorted { $0.receivedAt < $1.receivedAt }
    var terms: [String] = []
    for write in writes where terms.last != write.user { terms.append(write.user) }
    #expect(terms.count >= 2, "nobody took over")
    #expect(Set(terms).count == terms.count, "whoever wrote after another one began: \(terms)")
    for (term, next) in zip(terms, terms.dropFirst()) {
      let last = writes.filter { $0.user == term }.map(\.answeredAt).max() ?? ""
      let first = writes.first { $0.user == next }?.receivedAt ?? ""
      #expect(last <= first, "two writers at once")
      print("\(what): last write of \(term) \(last), first of \(next) \(first)")
    }
  }

  private static func kubeconfig(_ server: ServerAddress, token: String) throws -> JSON {
    var cluster: JSON = ["server": .string("\(server)")]
    if case .inline(let authorities) = try TestServer.configuration().tls.certificateAuthorities {
      cluster["certificate-authority-data"] = .string(Data(authorities.value.utf8).base64EncodedString())
    }
    return [
      "apiVersion": "v1", "kind": "Config", "current-context": "c",
      "clusters": [["name": "c", "cluster": cluster]],
      "users": [["name": "u", "user": ["token": .string(token)]]],
      "contexts": [["name": "c", "context": ["cluster": "c", "user": "u"]]],
    ]
  }
}
