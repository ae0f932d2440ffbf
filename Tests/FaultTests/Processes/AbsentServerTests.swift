import JSONTree
import KubernetesClient
import TestSupport
import Testing

@Suite("Started while the API server is away", .enabled(if: TestServer.isAvailable, FaultTest.requirement))
struct AbsentServerTests {
  @Test("Waits for it, says why, and then works")
  func waits() async throws {
    let directory = try TemporaryDirectory()
    try await TestServer.withNamespace { admin, name in
      let namespace = OperatedNamespace(admin: admin, name: name)
      try await FaultProxy.with(TestServer.configuration().server) { proxy in
        await proxy.begin(Cut())
        let server = try ServerAddress("https://127.0.0.1:\(proxy.port)")
        let operated = try await Replica.make("operator", namespace, server: server, in: directory)
        let options = ["--health-bind-address", "127.0.0.1:0", "--log-format", "json"]
        _ = try await OperatorProgram.with(
          namespace: name, kubeconfig: operated.kubeconfig, options: options
        ) { program in
          let port = try await program.port(of: "--health-bind-address")
          try await eventually("it has been tried again") {
            Self.reasons(in: program.log) != [] && proxy.connectionCount > 3 ? true : nil
          }
          let reasons = Self.reasons(in: program.log)
          #expect(zip(reasons, reasons.dropFirst()).allSatisfy { $0 != $1 }, "\(reasons)")
          #expect(try await Loopback.get("/readyz", port: port).contains("[-]kube-apiserver failed: "))
          await proxy.end()
          try await namespace.apply("first")
          let time = try await namespace.untilApplied(["first"])
          #expect(try await Loopback.get("/readyz", port: port) == "ok")
          FaultTest.report("started before the server", "everything", recovered: time)
        }
      }
    }
  }

  /// Why the server does not answer, as the log tells.
  private static func reasons(in log: ProgramLog) -> [String] {
    log.text.split(separator: "\n").compactMap { try? JSON.parse(Array($0.utf8)) }
      .filter { $0["message"] == "the API server does not answer; trying again" }
      .compactMap { $0["error"]?.string }
  }
}
