import JSONTree
import KubernetesClient
import TestSupport
import Testing

/// What more than one wants to set.
@Suite("Fields of others", .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct ConflictTests {
  /// The owner sets the variable that the pattern `tls` sets, too.
  private static let contested: JSON = {
    var deployment = Sample.deployment("app")
    deployment["spec"]?["template"]?["spec"]?["containers"] = [
      ["name": "web", "image": "example.com/web:1", "env": [["name": "LISTEN", "value": "0.0.0.0:80"]]]
    ]
    return deployment
  }()

  @Test("are named with their owner and both values, and left alone until the owner gives way")
  func fail() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Self.contested, to: .deployments)
      let before = try #require(try await namespace.find(.deployments, "app"))
      try await namespace.withOperator {
        try await namespace.apply(Sample.extending("app"))
        for type in ["Conflict", "Stalled"] {
          let condition = try await namespace.waitFor(type, reason: "Conflict", of: "extension")
          let message = condition["message"]?.string ?? ""
          #expect(condition["status"] == "True")
          #expect(message.contains(#".spec.template.spec.containers[name="web"].env[name="LISTEN"].value"#))
          #expect(message.contains(#"is "0.0.0.0:80" by "user", and "127.0.0.1:8081" by this PodPattern"#))
        }
        try await namespace.waitForEvent("Conflict", of: "extension", note: "LISTEN")
        #expect(try await namespace.find(.deployments, "app")?["spec"] == before["spec"])

        try await namespace.apply(Sample.deployment("app"), to: .deployments)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
        #expect(try await namespace.condition("Conflict", of: "extension") == nil)
      }
    }
  }

  @Test("are taken where the user wants it so, which an event tells")
  func force() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Self.contested, to: .deployments)
      try await namespace.withOperator {
        var manifest = Sample.extending("app")
        manifest["spec"]?["conflictPolicy"] = "Force"
        try await namespace.apply(manifest)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
        try await namespace.waitForEvent("FieldsTaken", of: "extension", note: "LISTEN")
        let live = try #require(try await namespace.find(.deployments, "app"))
        let env = live["spec", "template", "spec", "containers"]?.array?.first { $0["name"] == "web" }?["env"]
        #expect(env?.array?.first { $0["name"] == "LISTEN" }?["value"] == "127.0.0.1:8081")
      }
    }
  }

  @Test("Two PodPatterns on one workload work together, and go one by one")
  func together() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      let before = try #require(try await namespace.find(.deployments, "app"))
      try await namespace.withOperator {
        try await namespace.apply(Sample.extending("app", name: "one", patterns: [Sample.tls]))
        try await namespace.apply(Sample.extending("app", name: "two", patterns: [Sample.logs]))
        for name in ["one", "two"] { try await namespace.waitFor("Ready", reason: "RolledOut", of: name) }
        #expect(try await namespace.helpers(of: "app") == ["logs", "tls"])
        try await namespace.admin.delete(.podPatterns, namespace.key("one"))
        try await eventually("only the other is left") {
          try await namespace.helpers(of: "app") == ["logs"] ? true : nil
        }
        try await namespace.admin.delete(.podPatterns, namespace.key("two"))
        try await eventually("nothing is left") {
          try await namespace.find(.deployments, "app")?["spec"] == before["spec"] ? true : nil
        }
      }
    }
  }

  /// A container, and a variable of the application's.
  private static func setting(_ value: String, by name: String) -> JSON {
    [
      "name": .string(name), "sidecar": ["container": ["image": "example.com/helper:1"]],
      "application": ["env": [["name": "OPTIONS", "value": .string(value)]]],
    ]
  }

  /// A PodPattern with a container of its own that sets the variable.
  private static func podPattern(_ name: String, setting value: String, policy: String = "Fail") -> JSON {
    var manifest = Sample.extending("app", name: name, patterns: [setting(value, by: "helper-\(name)")])
    manifest["spec"]?["conflictPolicy"] = .string(policy)
    return manifest
  }

  @Test("Of two PodPatterns that set one variable the second one leaves it alone", arguments: ["Fail", "Force"])
  func oneVariable(policy: String) async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      let manifest = { @Sendable in Self.podPattern($0, setting: $1, policy: policy) }
      try await namespace.withOperator {
        try await namespace.apply(manifest("one", "a"))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "one")
        try await namespace.apply(manifest("two", "b"))
        let message = try await namespace.waitFor("Stalled", reason: "Conflict", of: "two")["message"]?.string ?? ""
        #expect(
          message.contains(
            #"env[name="OPTIONS"] is {"name":"OPTIONS","value":"a"} by PodPattern "one", and {"name":"OPTIONS","value":"b"}"#
          ),
          "\(message)")
        #expect(!message.contains("Force"))
        try await eventually("the first one says so, too") {
          let ready = try await namespace.condition("Ready", of: "one")
          return ready?["message"]?.string?.contains(#"PodPattern "two" collides"#) == true ? true : nil
        }
        #expect(try await namespace.helpers(of: "app") == ["helper-one"])

        // With the same value they agree.
        try await namespace.apply(manifest("two", "a"))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "two")
        try await namespace.apply(manifest("two", "b"))
        try await namespace.waitFor("Stalled", reason: "Conflict", of: "two")
        try await namespace.admin.delete(.podPatterns, namespace.key("one"))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "two")
        #expect(try await namespace.helpers(of: "app") == ["helper-two"])
      }
    }
  }

  @Test("Two PodPatterns that agree on a variable can change it together")
  func agreed() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      try await namespace.withOperator {
        for value in ["a", "b"] {
          for name in ["one", "two"] { try await namespace.apply(Self.podPattern(name, setting: value)) }
          for name in ["one", "two"] {
            try await eventually("PodPattern \(name) is ready with \(value)") {
              let podPattern = try await namespace.find(.podPatterns, name)
              let isCurrent = podPattern?["status", "observedGeneration"] == podPattern?["metadata", "generation"]
              let isReady = try await namespace.condition("Ready", of: name)?["reason"] == "RolledOut"
              return isCurrent && isReady ? true : nil
            }
          }
          let pod = try await namespace.find(.deployments, "app")?["spec", "template", "spec"]
          let env = pod?["containers"]?.array?.first { $0["name"] == "web" }?["env"]?.array ?? []
          #expect(env.first { $0["name"] == "OPTIONS" }?["value"]?.string == value)
        }
      }
    }
  }

  @Test("What a PodPattern has left behind keeps no other one from setting it")
  func orphaned() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      try await namespace.withOperator {
        var first = Self.podPattern("one", setting: "a")
        first["spec"]?["deletionPolicy"] = "Orphan"
        try await namespace.apply(first)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "one")
        try await namespace.admin.delete(.podPatterns, namespace.key("one"))
        try await namespace.apply(Self.podPattern("two", setting: "b"))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "two")
      }
    }
  }

  @Test("Two PodPatterns that want one list do not take it from each other, though both may take fields")
  func oneList() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      try await namespace.withOperator {
        for (name, setting) in [("one", "net.ipv4.tcp_syncookies"), ("two", "net.ipv4.ip_local_port_range")] {
          var manifest = Sample.extending(
            "app", name: name, patterns: [["name": .string(name), "init": ["sysctl": [setting: "1"]]]])
          manifest["spec"]?["conflictPolicy"] = "Force"
          try await namespace.apply(manifest)
          if name == "one" { try await namespace.waitFor("Ready", reason: "RolledOut", of: name) }
        }
        let message = try await namespace.waitFor("Stalled", reason: "Conflict", of: "two")["message"]?.string ?? ""
        #expect(message.contains(#"by PodPattern "one""#), "\(message)")
      }
    }
  }

  @Test("One that is kept from its target is looked at when the other has left it, whoever else writes to that")
  func neighbour() async throws {
    let kind = try #require(Sample.kinds.first { $0.kind == "CronJob" })
    try await TestNamespace.with { namespace in
      let resource = try #require(try await kind.served(by: namespace.admin))
      try await namespace.apply(kind.manifest("app", as: resource), to: resource)
      try await namespace.withOperator {
        try await namespace.apply(kind.extending("app", as: resource, name: "one"))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "one")
        try await namespace.apply(kind.extending("app", as: resource, name: "two"))
        try await namespace.waitFor("Stalled", reason: "InvalidSpec", of: "two")
        try await namespace.admin.delete(.podPatterns, namespace.key("one"))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "two")
      }
    }
  }

  @Test("Two PodPatterns that collide both say with what")
  func collide() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      try await namespace.withOperator {
        try await namespace.apply(Sample.extending("app", name: "one", patterns: [Sample.tls]))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "one")
        try await namespace.apply(Sample.extending("app", name: "two", patterns: [Sample.tls]))
        let second = try await namespace.waitFor("Stalled", reason: "InvalidSpec", of: "two")
        #expect(second["message"]?.string?.contains(#"PodPattern "one""#) == true)
        try await eventually("the first one says so, too") {
          let ready = try await namespace.condition("Ready", of: "one")
          return ready?["message"]?.string?.contains(#"PodPattern "two" collides"#) == true ? true : nil
        }
        try await namespace.admin.delete(.podPatterns, namespace.key("one"))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "two")
      }
    }
  }
}
