import JSONTree
import Testing

@testable import podpattern

@Suite("podpattern run: flags and environment")
struct RunTests {
  /// Every long flag of `run`, as the command itself describes them.
  static func flags() async throws -> Set<String> {
    let help = try await Command.run("--experimental-dump-help")
    let commands = try JSON.parse(Array(help.output.utf8))["command", "subcommands"]?.array ?? []
    let run = try #require(commands.first { $0["commandName"] == "run" })
    let names = run["arguments"]?.array?.flatMap { $0["names"]?.array ?? [] } ?? []
    return Set(names.filter { $0["kind"] == "long" }.compactMap { $0["name"]?.string }).subtracting(["help", "version"])
  }

  @Test("Every flag has an environment variable, and every variable has a flag; every switch can be turned off")
  func complete() async throws {
    let inversions = EnvironmentFlags.switches.map { "no-\($0)" }
    #expect(try await Self.flags() == Set(EnvironmentFlags.options + EnvironmentFlags.switches + inversions))
  }

  @Test("A variable stands for its flag, an empty one for none, and the command line has the last word")
  func variables() throws {
    for flag in EnvironmentFlags.options where flag != "image" {
      let variable = EnvironmentFlags.variable(flag)
      #expect(try EnvironmentFlags.complete(["run"], environment: [variable: "x"]) == ["run", "--\(flag)=x"])
      #expect(try EnvironmentFlags.complete(["run"], environment: [variable: ""]) == ["run"])
      for given in [["--\(flag)", "y"], ["--\(flag)=y"]] {
        #expect(try EnvironmentFlags.complete(["run"] + given, environment: [variable: "x"]) == ["run"] + given)
      }
      #expect(try EnvironmentFlags.complete(["render"], environment: [variable: "x"]) == ["render"])
    }
    for flag in EnvironmentFlags.switches {
      let variable = EnvironmentFlags.variable(flag)
      #expect(try EnvironmentFlags.complete(["run"], environment: [variable: "true"]) == ["run", "--\(flag)"])
      #expect(try EnvironmentFlags.complete(["run"], environment: [variable: "false"]) == ["run"])
      #expect(throws: (any Error).self) { try EnvironmentFlags.complete(["run"], environment: [variable: "yes"]) }
      for (given, value) in [
        ("--\(flag)", "false"), ("--no-\(flag)", "true"), ("--\(flag)", "yes"), ("--no-\(flag)", "1"),
      ] {
        #expect(
          try EnvironmentFlags.complete(["run", given], environment: [variable: value]) == ["run", given])
      }
    }
    #expect(
      try EnvironmentFlags.complete(["run"], environment: ["PODPATTERN_IMAGE": "nginx=a,busybox=b"])
        == ["run", "--image=nginx=a", "--image=busybox=b"])
  }

  @Test(
    "A wrong value is refused with the flag, the value and what is allowed, by flag and by variable",
    arguments: [
      ("concurrency", "257", "--concurrency 257: must be between 1 and 256"),
      ("metrics-bind-address", "8080", "'8080' is invalid for '--metrics-bind-address <address>'"),
      ("health-bind-address", ":99999", "host:port or :port; 0 serves none"),
      ("leader-election-id", "A_B", "--leader-election-id \"A_B\": must be a name of lower-case letters"),
      ("leader-election-namespace", "-x", "--leader-election-namespace \"-x\": must be"),
      (
        "leader-election-lease-duration", "5s",
        "--leader-election-lease-duration 5s: must be greater than renewDeadline"
      ),
      ("leader-election-renew-deadline", "3s", "--leader-election-renew-deadline 3s: must be greater than 2.2 times"),
      ("leader-election-retry-period", "2", "'2' is invalid for '--leader-election-retry-period <duration>'"),
      ("log-level", "loud", "warning"),
      ("log-format", "xml", "json"),
      ("metrics-tls-key", "k", "--metrics-tls-certificate and --metrics-tls-key: one needs the other"),
    ])
  func wrongValues(flag: String, value: String, message: String) async throws {
    let byFlag = try await Command.run("run", "--\(flag)=\(value)")
    #expect(byFlag.exitCode == 64)
    #expect(byFlag.error.contains(message), "\(byFlag.error)")
    let byVariable = try await Command.run(["run"], environment: [EnvironmentFlags.variable(flag): value])
    #expect(byVariable.error == byFlag.error)
  }

  @Test("A wrong value is refused by a variable of a switch, too, but does not stand in the way of the help")
  func wrongSwitch() async throws {
    let environment = [EnvironmentFlags.variable("leader-elect"): "1"]
    let refused = try await Command.run(["run"], environment: environment)
    #expect(refused.exitCode == 64)
    #expect(refused.error.contains("PODPATTERN_LEADER_ELECT=1: must be true or false"))
    for help in ["--help", "-h"] {
      let result = try await Command.run(["run", help], environment: environment)
      #expect(result.exitCode == 0 && result.output.contains("--leader-elect"))
    }
  }

  @Test("An empty name is no name", arguments: ["namespace", "default-service-account"])
  func emptyNames(flag: String) async throws {
    let result = try await Command.run("run", "--\(flag)", "")
    #expect(result.exitCode == 64)
    #expect(result.error.contains("--\(flag): must not be empty; leave the flag out for "), "\(result.error)")
  }

  @Test("Metrics for the authorized alone need TLS")
  func authorizationNeedsTLS() async throws {
    let result = try await Command.run("run", "--metrics-authorization")
    #expect(result.exitCode == 64)
    #expect(result.error.contains("--metrics-authorization: needs --metrics-tls-certificate"))
  }

  @Test(
    "Durations as Go writes them",
    arguments: [
      ("15s", .seconds(15)), ("500ms", .milliseconds(500)), ("1m30s", .seconds(90)), ("1h", .seconds(3600)),
      ("0s", .zero),
      ("", nil), ("15", nil), ("s", nil), ("-1s", nil), ("1.5s", nil), ("1s ", nil), ("99999999999h", nil),
    ] as [(String, Duration?)])
  func durations(text: String, expected: Duration?) {
    #expect(DurationArgument(argument: text)?.duration == expected)
  }

  @Test("The lease's namespace is where revisions are kept, and not the operator's own, which policies leave out")
  func namespaces() throws {
    let configuration = try Run.parse(["--leader-elect", "--leader-election-namespace", "leases"])
      .operatorConfiguration(ownNamespace: "own")
    #expect(configuration.ownNamespace == "own" && configuration.revisionNamespace == "leases")
    #expect(try Run.parse([]).operatorConfiguration(ownNamespace: "own").revisionNamespace == "own")
  }
}
