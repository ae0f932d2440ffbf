import FoundationEssentials
import KubernetesClient
import TestSupport
import Testing

@Suite("The operator's process, ended", .serialized, .enabled(if: TestServer.isAvailable, FaultTest.requirement))
struct KilledOperatorTests {
  /// PODPATTERN_FAULT_KILLS=200 is the long run, for the night.
  static let kills = variable("PODPATTERN_FAULT_KILLS").flatMap { Int($0) } ?? 10
  static let seed = variable("PODPATTERN_FAULT_SEED").flatMap { UInt64($0) } ?? 1

  @Test("Killed at random moments during churn: afterwards the cluster is as declared, and nothing is orphaned")
  func killed() async throws {
    try await TestServer.withNamespace { admin, name in
      var churn = Churn(namespace: OperatedNamespace(admin: admin, name: name), seed: Self.seed)
      for _ in 0..<Self.kills { try await Self.killOnce(&churn) }
      // Everything may be as declared already: an operator that had nothing to do would be ended before it has begun.
      try await churn.declareAnother()
      let final = churn
      let (time, status) = try await OperatorProgram.with(namespace: name) { _ in
        try await eventually("as declared; seed \(Self.seed)") {
          try await final.differences().isEmpty ? true : nil
        }.took
      }
      #expect(status == .exited(0))
      FaultTest.report("SIGKILL, \(Self.kills) times", "restart", recovered: time)
      #expect(try await final.differences() == [])
    }
  }

  /// Starts the operator, changes things, and kills it somewhere in between.
  private static func killOnce(_ churn: inout Churn) async throws {
    let moment = churn.moment(upTo: .milliseconds(1500))
    let before = churn
    churn = try await OperatorProgram.with(namespace: churn.namespace.name) { program in
      try await withThrowingTaskGroup(of: Churn?.self) { group in
        group.addTask {
          try await ContinuousClock().sleep(for: moment)
          try program.send(.kill)
          return nil
        }
        group.addTask {
          var churn = before
          for _ in 0..<4 { try await churn.change() }
          return churn
        }
        var after = before
        for try await changed in group { after = changed ?? after }
        try await program.untilEnd()
        return after
      }
    }.result
  }

  @Test("SIGTERM under load: exit code 0, and nothing is lost")
  func terminated() async throws {
    try await TestServer.withNamespace { admin, name in
      let namespace = OperatedNamespace(admin: admin, name: name)
      let names = (0..<20).map { "web-\($0)" }
      let (took, status) = try await OperatorProgram.with(namespace: name) { program in
        try await namespace.apply("first")
        try await namespace.untilApplied(["first"])
        for name in names { try await namespace.apply(name) }
        try program.send(.terminate)
        return try await ContinuousClock().measure { try await program.untilEnd() }
      }
      #expect(status == .exited(0))
      #expect(took < .seconds(25))
      let (time, _) = try await OperatorProgram.with(namespace: name) { _ in try await namespace.untilApplied(names) }
      FaultTest.report("SIGTERM under load (ended in \(took))", "restart", recovered: time)
    }
  }

  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
