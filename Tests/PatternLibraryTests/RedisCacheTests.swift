import JSONTree
import TestSupport
import Testing

enum Redis {
  /// `PODPATTERN_TEST_REDIS`, or the `redis-server` of this machine.
  static let path = Programs.find("redis-server", variable: "PODPATTERN_TEST_REDIS")
  static let client = Programs.find("redis-cli")

  /// What a test says that is skipped where it is missing.
  static let requirement: Comment = "needs redis-server: hack/test provides it"
}

/// The cache's command and probe, to the letter, with the real Redis: the version of Debian 12 or any newer one.
///
/// Skipped where there is no Redis (`apt-get install redis-server redis-tools`, or its path in `PODPATTERN_TEST_REDIS`).
@Suite(
  "Redis cache in Redis",
  .enabled(if: Redis.path != nil && Redis.client != nil, "needs redis-server and redis-cli: hack/test provides them"))
struct RedisCacheTests {
  @Test("answers on 127.0.0.1, is refused on any other address, and evicts at its bound")
  func cache() async throws {
    try await withCache("maxMemory: 8Mi") { container, port in
      try await expectReady(container)
      #expect(try await redis(port, "-h", "127.0.0.2", "ping").contains("Connection refused"))

      try await write(keys: 300, kibibytes: 64, port)
      let counts = try await (redis(port, "dbsize"), redis(port, "info", "stats"), redis(port, "info", "memory"))
      #expect(try figure("evicted_keys", in: counts.1) > 0)
      #expect(Int(counts.0.split(whereSeparator: \.isNewline).first ?? "") ?? 300 < 300, "\(counts.0)")
      #expect(try figure("used_memory", in: counts.2) <= 8 << 20)
      #expect(try await redis(port, "strlen", "key300") == "65536\n", "the last key is there")
    }
  }

  @Test("with noeviction, writing fails at the bound")
  func noEviction() async throws {
    try await withCache("maxMemory: 8Mi, evictionPolicy: noeviction") { _, port in
      let answers = try await write(keys: 300, kibibytes: 64, port)
      #expect(answers.contains("OOM command not allowed"), "\(answers.suffix(200))")
      #expect(try await redis(port, "strlen", "key1") == "65536\n", "the first key is there")
    }
  }

  @Test("takes every eviction policy, and writes nothing to disk", arguments: policies)
  func policy(_ policy: String) async throws {
    try await withCache("evictionPolicy: \(policy)") { container, port in
      try await expectReady(container)
      #expect(try await redis(port, "config", "get", "maxmemory-policy") == "maxmemory-policy\n\(policy)\n")
      #expect(try await redis(port, "config", "get", "save") == "save\n\n")
      #expect(try await redis(port, "config", "get", "appendonly") == "appendonly\nno\n")
    }
  }

  static let policies = [
    "allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl",
    "noeviction",
  ]

  @Test("gets the memory that its data needs, and is known to listen")
  func composed() throws {
    let container = try Composed(manifest(port: 6379, "maxMemory: 1Gi")).container("cache")
    #expect(container["resources", "limits", "memory"] == "1536Mi")
    #expect(container["resources", "requests", "memory"] == "1040Mi")
    #expect(try Composed(manifest(port: 6379)).container("cache")["resources", "limits", "memory"] == "96Mi")

    let other = "\n    - {name: other, sidecar: {redisCache: {}}}"
    let found = try problems(manifest(port: 6379) + other)
    #expect(found.count == 1 && found[0].contains("would both listen on port 6379/TCP"), "\(found)")
    let onNode = try Composed(
      Manifest.app(pod: "hostNetwork: true", patterns: "    - {name: c, sidecar: {redisCache: {}}}"))
    #expect(onNode.warnings.contains { $0.contains("every process of the node can reach the cache") })
  }

  private func manifest(port: Int, _ fields: String = "") -> String {
    Manifest.app(
      patterns: "    - {name: cache, sidecar: {redisCache: {port: \(port)\(fields.isEmpty ? "" : ", " + fields)}}}")
  }

  private func withCache(_ fields: String, _ body: (_ container: JSON, _ port: Int) async throws -> Void) async throws {
    let port = try Loopback.freePort()
    let container = try Composed(manifest(port: port, fields)).container("cache")
    let command = container.commandLine
    #expect(command.first == "redis-server")
    try await Programs.during(try #require(Redis.path), Array(command.dropFirst())) {
      try await Loopback.waitForListener(on: port)
      try await body(container, port)
    }
  }

  /// Runs the probe as the kubelet would.
  private func expectReady(_ container: JSON) async throws {
    let probe = (container["readinessProbe", "exec", "command"]?.array ?? []).compactMap(\.string)
    #expect(probe.first == "redis-cli")
    #expect(try await Programs.run(try #require(Redis.client), Array(probe.dropFirst())) == "PONG\n")
  }

  private func redis(_ port: Int, _ arguments: String...) async throws -> String {
    try await Programs.run(try #require(Redis.client), ["-p", "\(port)"] + arguments)
  }

  @discardableResult
  private func write(keys: Int, kibibytes: Int, _ port: Int) async throws -> String {
    let directory = try TemporaryDirectory()
    let value = String(repeating: "x", count: kibibytes << 10)
    try TemporaryDirectory.write(
      (1...keys).map { "set key\($0) \(value)\n" }.joined(), to: "\(directory.path)/commands")
    return try await Programs.run(
      "/bin/sh", ["-c", "exec \"$0\" -p \(port) < \(directory.path)/commands", try #require(Redis.client)])
  }

  private func figure(_ name: String, in information: String) throws -> Int {
    let line = information.split(whereSeparator: \.isNewline).first { $0.hasPrefix("\(name):") }
    return try #require(line.flatMap { Int($0.dropFirst(name.utf8.count + 1)) }, "\(information)")
  }
}
