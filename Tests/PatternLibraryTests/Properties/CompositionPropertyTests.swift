import JSONTree
import PatternLibrary
import PodPatternAPI
import TestSupport
import Testing

/// What holds for every PodPattern, on thousands of random ones of all use cases.
@Suite("Properties of composition")
struct CompositionPropertyTests {
  private let all: [Generated]

  init() throws { all = try Generated.thousands.get() }

  @Test("the random PodPatterns are what they are meant to be: valid, of every use case, and nearly all compose")
  func generated() {
    let composed = all.filter { $0.objects != nil }
    #expect(composed.count * 10 > all.count * 9, "\(composed.count) of \(all.count) with seed \(Generated.seed)")
    #expect(composed.count < all.count, "nothing is taken twice")
    let patterns = composed.flatMap { $0.manifest["spec", "patterns"]?.array ?? [] }
    expect(16, in: patterns.flatMap(useCases(of:)), each: 100)
    let exporters = patterns.compactMap { $0["adapter", "prometheusExporter"] }
    expect(PrometheusExporter.Preset.allCases.count, in: exporters.compactMap { $0["preset"]?.string }, each: 20)
    let monitors = exporters.compactMap { $0["monitor", "kind"]?.string }
    expect(PrometheusMonitor.Kind.allCases.count, in: monitors, each: 20)
    let destinations = patterns.compactMap { $0["sidecar", "logStream", "destination"]?.object }
    expect(5, in: destinations.flatMap(\.keys), each: 20)
  }

  private func useCases(of pattern: JSON) -> [String] {
    ["ambassador", "adapter", "sidecar", "init"].flatMap { kind in
      (pattern[kind]?.object ?? [:]).keys.filter { $0 != "volumes" }.map { "\(kind).\($0)" }
    }
  }

  /// Expects so many different ones, each of them often enough to tell something.
  private func expect(
    _ count: Int, in names: [String], each minimum: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(counts.count == count, "\(counts.keys.sorted())", sourceLocation: sourceLocation)
    #expect(counts.values.allSatisfy { $0 > minimum }, "\(counts)", sourceLocation: sourceLocation)
  }

  @Test("what was composed before makes no difference")
  func independent() throws {
    let composer = Composer(.test)
    for item in all where item.index.isMultiple(of: 8) {
      var manifest = item.manifest
      let patterns = manifest["spec", "patterns"]?.array ?? []
      guard !patterns.isEmpty else { continue }
      manifest["spec"]?["patterns"] = .array(patterns.dropLast())
      let without = try PodPattern.decode(manifest)
      let before = composer.compose(without).bytes
      #expect(composer.compose(item.podPattern).bytes == item.bytes, "\(item.testDescription)")
      #expect(composer.compose(without).bytes == before, "\(item.testDescription)")
    }
  }

  @Test("no two containers have one name, port or name of a port; no two volumes one name; no container one path twice")
  func unique() {
    for item in all {
      guard let pod = item.pod else { continue }
      let initContainers = pod["initContainers"]?.array ?? []
      let containers = initContainers + (pod["containers"]?.array ?? [])
      let longRunning = containers.filter { !initContainers.contains($0) || $0["restartPolicy"] == "Always" }
      let ports = longRunning.flatMap { $0["ports"]?.array ?? [] }
      let mounts = containers.flatMap { container in
        (container["volumeMounts"]?.array ?? []).map { "\(container["name"] ?? "") \($0["mountPath"] ?? "")" }
      }
      let taken: [(String, [String])] = [
        ("containers", containers.compactMap { $0["name"]?.string }),
        ("volumes", (pod["volumes"]?.array ?? []).compactMap { $0["name"]?.string }),
        ("ports", ports.map { "\($0["containerPort"] ?? "")/\($0["protocol"] ?? "")" }),
        ("names of ports", ports.compactMap { $0["name"]?.string }), ("mounts", mounts),
        ("objects", (item.objects ?? []).map { "\($0["kind"] ?? "")/\($0["metadata", "name"] ?? "")" }),
      ]
      for (what, names) in taken {
        #expect(Set(names).count == names.count, "\(what) \(names) of \(item.testDescription)")
      }
    }
  }

  @Test("every mount leads to a volume of its pod")
  func mounts() {
    for item in all {
      let jobs = (item.objects ?? []).filter { $0["kind"] == "Job" }.compactMap { $0["spec", "template", "spec"] }
      for pod in jobs + [item.pod].compactMap(\.self) {
        let volumes = Set((pod["volumes"]?.array ?? []).compactMap { $0["name"]?.string })
        let containers = (pod["initContainers"]?.array ?? []) + (pod["containers"]?.array ?? [])
        let mounted = containers.flatMap { $0["volumeMounts"]?.array ?? [] }.compactMap { $0["name"]?.string }
        #expect(volumes.isSuperset(of: mounted), "\(item.testDescription)")
      }
    }
  }

  @Test("every monitor leads to one port: of the Service, or of a container")
  func monitors() {
    for item in all {
      let service = item.objects?.first { $0["kind"] == "Service" }
      let containers = ["initContainers", "containers"].flatMap { item.pod?[$0]?.array ?? [] }
      let served: [JSON: [JSON]] = [
        "ServiceMonitor": service?["spec", "ports"]?.array ?? [],
        "PodMonitor": containers.flatMap { $0["ports"]?.array ?? [] },
      ]
      for monitor in item.objects ?? [] {
        guard let ports = monitor["kind"].flatMap({ served[$0] }) else { continue }
        let endpoints = ["endpoints", "podMetricsEndpoints"].flatMap { monitor["spec", $0]?.array ?? [] }
        let found = endpoints.flatMap { endpoint in ports.filter { $0["name"] == endpoint["port"] } }
        #expect(endpoints.count == 1 && found.count == 1, "\(item.testDescription)")
      }
    }
  }

  @Test("whatever is added passes the level \"restricted\", but for a kernel parameter of the node")
  func restricted() {
    for item in all {
      guard let pod = item.pod else { continue }
      let template = item.manifest["spec", "workload", "template", "spec"] ?? [:]
      let own = Set(["initContainers", "containers"].flatMap { template[$0]?.array ?? [] }.compactMap { $0["name"] })
      let jobs = (item.objects ?? []).filter { $0["kind"] == "Job" }.flatMap {
        $0["spec", "template", "spec"]?["containers"]?.array ?? []
      }
      let kernel = Set(
        (item.manifest["spec", "patterns"]?.array ?? []).filter { $0["init"]?["sysctl"] != nil }.compactMap {
          $0["name"]
        }
      )
      let containers = ["initContainers", "containers"].flatMap { pod[$0]?.array ?? [] } + jobs
      for container in containers where !own.contains(container["name"] ?? "") {
        let violations = PodSecurity.violations(container)
        let isKernel = kernel.contains(container["name"] ?? "")
        #expect(
          violations.isEmpty || isKernel, "\(violations) of \(container["name"] ?? "") in \(item.testDescription)")
        #expect(!PodSecurity.missing(container, serves: false).contains { $0.contains(".") }, "\(item.testDescription)")
      }
      #expect((pod["volumes"]?.array ?? []).flatMap(PodSecurity.violations(volume:)) == [], "\(item.testDescription)")
    }
  }
}
