import JSONTree
import TestSupport
import Testing

extension NodeSuites {
  /// PostgreSQL, extended, and as the database of an application that is migrated.
  @Suite struct PostgresTests {
    @Test func itsExporterAnswersThroughTheService() async throws {
      try await PodNamespace.with { namespace in
        let address = try await Self.database(in: namespace)
        try await eventually("metrics of PostgreSQL") {
          try await Node.get("http://\(address):9187/metrics").contains("pg_up 1") ? true : nil
        }
      }
    }

    @Test func theSchemaIsThereBeforeTheApplicationAndAFailureLeavesTheOldPods() async throws {
      try await PodNamespace.with { namespace in
        let address = try await Self.database(in: namespace)
        let url = "postgres://postgres:secret@\(address)/postgres"
        try await namespace.make("Secret", "shop-database", ["url": url])
        func apply(_ sql: String) async throws {
          try await namespace.apply(example: "migrate") { document in
            // The application ends, and is restarted, unless it finds its table.
            document["spec"]?["workload"]?["template"]?["spec"]?.changeEach("containers") {
              $0["image"] = "postgres:17-alpine"
              $0["command"] = Self.psql("insert into orders values (1)", then: "exec sleep 3600")
            }
            document.changePatterns {
              $0["init"]?["migrate"]?["backoffLimit"] = 0
              $0["init"]?["migrate"]?["container"]?["image"] = "postgres:17-alpine"
              $0["init"]?["migrate"]?["container"]?["command"] = Self.psql(sql)
            }
          }
        }
        try await apply("create table orders (id integer)")
        try await namespace.untilReady("migrate")
        let restarts = "jsonpath={.items[*].metadata.uid} {.items[*].status.containerStatuses[*].restartCount}"
        func pods() async throws -> String {
          try await namespace.kubectl("get", "pods", "--selector", "podpattern.dev/name=migrate", "--output", restarts)
        }
        let before = try await pods()
        #expect(before.hasSuffix(" 0"))

        try await apply("create table orders (id bigint)")
        try await namespace.kubectl("wait", "--for=condition=Stalled", "--timeout=60s", "podpattern/migrate")
        #expect(try await pods() == before)
      }
    }

    /// Starts the example; its address.
    private static func database(in namespace: PodNamespace) async throws -> String {
      try await namespace.make("Secret", "postgres", ["password": "secret"])
      try await namespace.apply(example: "postgres")
      try await namespace.untilReady("postgres")
      return try await namespace.address(ofService: "postgres")
    }

    private static func psql(_ sql: String, then: String = "true") -> JSON {
      ["sh", "-c", .string("psql \"$DATABASE_URL\" -v ON_ERROR_STOP=1 -c '\(sql)' && \(then)")]
    }
  }
}
