import KubernetesClient
import TestSupport
import Testing

@Suite(
  "Several replicas, and harm done to the one that leads", .serialized,
  .enabled(if: TestServer.isAvailable, FaultTest.requirement))
struct ReplicaTests {
  enum Harm: String, CaseIterable, CustomTestStringConvertible {
    case killed, frozen, partitioned
    var testDescription: String { rawValue }
  }

  @Test("Never two writers at once, and another one takes over", arguments: Harm.allCases)
  func takesOver(harm: Harm) async throws {
    let directory = try TemporaryDirectory()
    try await TestServer.withNamespace { admin, name in
      let namespace = OperatedNamespace(admin: admin, name: name)
      let server = try TestServer.configuration().server
      let start = try TestServer.auditTrail().end()
      try await FaultProxy.with(server) { proxy in
        let leader = try await Replica.make(
          "leader", namespace, server: try ServerAddress("https://127.0.0.1:\(proxy.port)"), in: directory)
        let standbys = [
          try await Replica.make("standby-1", namespace, server: server, in: directory),
          try await Replica.make("standby-2", namespace, server: server, in: directory),
        ]
        try await leader.run { program in
          try await namespace.apply("first")
          try await namespace.untilApplied(["first"])
          try await standbys[0].run { _ in
            try await standbys[1].run { _ in
              try await Self.harm(program, harm, proxy, namespace)
            }
          }
        }
        try Replica.proveSingleWriter([leader] + standbys, since: start, "leader \(harm)")
      }
    }
  }

  /// Harms the leader while it has work to do, waits until all of it is done by another one, and lets the old one thaw.
  private static func harm(
    _ program: RunningProgram, _ harm: Harm, _ proxy: FaultProxy, _ namespace: OperatedNamespace
  ) async throws {
    let names = (0..<6).map { "during-\($0)" }
    for name in names.prefix(3) { try await namespace.apply(name) }
    program.expectEnd()
    switch harm {
    case .killed: try program.send(.kill)
    case .frozen: try program.send(.suspend)
    case .partitioned: await proxy.begin(HalfOpen(deaf: .server))
    }
    for name in names.suffix(3) { try await namespace.apply(name) }
    let time = try await namespace.untilApplied(names)
    FaultTest.report("leader \(harm), lease of 8 s", "takeover", recovered: time)
    switch harm {
    case .killed: break
    case .frozen: try program.send(.resume)
    case .partitioned: await proxy.end()
    }
    // What it would like to write now is what it must not.
    for name in names { try await namespace.apply(name, image: "example.com/web:2") }
    try await namespace.untilApplied(names)
    try await program.untilEnd()
  }
}
