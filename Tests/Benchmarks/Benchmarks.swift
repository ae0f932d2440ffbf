import FoundationEssentials
import KubernetesClient
import Logging
import PodPatternOperator

/// `hack/bench`: the figures of this project, as ratios measured side by side in one run.
@main
enum Benchmarks {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 2 else { throw BenchmarkError("usage: benchmarks EXAMPLE-MANIFEST") }
    try CompositionBenchmark(example: arguments[1]).run()
    guard ProcessInfo.processInfo.environment["KUBECONFIG"] != nil else {
      print("not run: creation on an API server; KUBECONFIG names none (hack/bench starts one)")
      return
    }
    try await withOperator { client, namespace in
      try await CreationBenchmark(client: client, namespace: namespace).run()
      guard let auditLog = ProcessInfo.processInfo.environment["PODPATTERN_AUDIT_LOG"] else { return }
      try await IdleBenchmark(auditLog: auditLog, userAgent: Self.operatorName).run()
    }
  }

  private static func withOperator(
    _ body: @escaping @Sendable (KubernetesClient, String) async throws -> Void
  ) async throws {
    let namespace = "benchmark-" + String(UInt32.random(in: .min ... .max), radix: 36)
    let (admin, account) = (try makeClient("benchmarks"), try makeClient(operatorName))
    try await admin.create(
      .namespaces, ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]])
    let podPatternOperator = Operator(
      client: account, configuration: OperatorConfiguration(namespace: namespace),
      logger: Logger(label: "operator") { _ in SwiftLogNoOpLogHandler() })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await podPatternOperator.run() }
      try await body(admin, namespace)
      group.cancelAll()
    }
    try await admin.delete(.namespaces, ObjectKey(name: namespace))
    try await admin.shutdown()
    try await account.shutdown()
  }

  private static let operatorName = "benchmarked-operator"

  private static func makeClient(_ name: String) throws -> KubernetesClient {
    try KubernetesClient(
      configuration: ClientConfiguration.load(), userAgent: UserAgent(name: name, version: operatorVersion),
      logger: Logger(label: "client") { _ in SwiftLogNoOpLogHandler() })
  }
}
