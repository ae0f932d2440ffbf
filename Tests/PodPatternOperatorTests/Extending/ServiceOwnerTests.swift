import JSONTree
import KubernetesClient
import TestSupport
import Testing

/// The Services of applications of all kinds of owner; see ``OwnerTests``.
@Suite("A Service and its owner", .serialized, .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct ServiceOwnerTests {
  @Test("get on with the PodPattern that adds a port, and have it back unchanged", arguments: Owner.allCases)
  func getOn(owner: Owner) async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      let fresh = try await Self.pair(owner, in: namespace)
      try await namespace.withOperator {
        var (service, twin) = fresh
        var manifest = Sample.extending("app", patterns: [Sample.exporter])
        manifest["spec"]?["target"]?["service"] = "app"
        try await namespace.apply(manifest)
        try await Self.expect([80, 9100], of: service)

        let two: [JSON] = [
          ["name": "web", "port": 80, "protocol": "TCP", "targetPort": 8080],
          ["name": "admin", "port": 81, "protocol": "TCP", "targetPort": 8081],
        ]
        // The one write is for the name of the owner's first port, which is not the PodPattern's doing any more.
        for (ports, writes) in [(nil, 0), (two, 1), ([two[0]], 0)] {
          let log = AuditLog(namespace: namespace)
          let before = try await log.now()
          let change = { (manifest: inout JSON) in if let ports { manifest["spec"]?["ports"] = .array(ports) } }
          try await service.apply(change)
          try await twin.apply(change)
          try await namespace.settle()
          try await Self.expect((ports ?? [two[0]]).compactMap { $0["port"]?.integer } + [9100], of: service)
          #expect(
            try await log.operatorRequests(since: before).filter { $0.resource == "services" }.count == writes)
        }

        try await namespace.admin.delete(.podPatterns, namespace.key("extension"))
        try await eventually("the PodPattern has gone") {
          try await namespace.find(.podPatterns, "extension") == nil ? true : nil
        }
        let (live, expected) = try await (service.live(), twin.live())
        #expect(live?["spec", "ports"] == expected?["spec", "ports"])
        #expect(live?["metadata", "labels"] == expected?["metadata", "labels"])
        #expect(live?.isTouched == false)
        #expect(try await !service.differs())
      }
    }
  }

  @Test("Two PodPatterns add ports, and go one by one, though the ports need names as long as there are several")
  func oneByOne() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      try await namespace.apply(Sample.service("app"), to: .services)
      try await namespace.withOperator {
        for (name, port) in [("one", 9100), ("two", 9200)] as [(String, JSON)] {
          var exporter = Sample.exporter
          exporter["name"] = .string("metrics-\(name)")
          exporter["adapter"]?["prometheusExporter"]?["port"] = port
          var manifest = Sample.extending("app", name: name, patterns: [exporter])
          manifest["spec"]?["target"]?["service"] = "app"
          try await namespace.apply(manifest)
          try await namespace.waitFor("Ready", reason: "RolledOut", of: name)
        }
        for (name, ports) in [("one", [80, 9200]), ("two", [80])] as [(String, Set<Int64>)] {
          try await namespace.admin.delete(.podPatterns, namespace.key(name))
          try await eventually("PodPattern \(name) has gone") {
            try await namespace.find(.podPatterns, name) == nil ? true : nil
          }
          let live = try await namespace.find(.services, "app")?["spec", "ports"]?.array ?? []
          #expect(Set(live.compactMap { $0["port"]?.integer }) == ports)
        }
      }
    }
  }

  /// A Service to extend, and one that nobody extends, as their owner first applies them.
  private static func pair(
    _ owner: Owner, in namespace: TestNamespace
  ) async throws -> (OwnedApplication, twin: OwnedApplication) {
    var service = try OwnedApplication(owner, Sample.service("app"), of: .services, in: namespace)
    var twin = try OwnedApplication(owner, Sample.service("twin"), of: .services, in: namespace)
    try await service.apply()
    try await twin.apply()
    return (service, twin)
  }

  /// Waits until the Service has these ports, and checks that its owner sees no difference.
  private static func expect(_ ports: [Int64], of service: OwnedApplication) async throws {
    try await eventually("the Service has the ports \(ports)") {
      let live = try await service.live()?["spec", "ports"]?.array ?? []
      return Set(live.compactMap { $0["port"]?.integer }) == Set(ports) && live.count == ports.count ? true : nil
    }
    #expect(try await !service.differs())
  }
}
