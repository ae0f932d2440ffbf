import PatternLibrary
import Testing

/// What cannot be in one pod: every rule as one case, with the field of one side and both names in the text.
@Suite("Conflicts")
struct ConflictTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let manifest: String
    /// The beginning of the one problem: the path, the kind and the value.
    let start: String
    /// What its message names.
    let names: [String]

    init(_ description: String, _ start: String, names: [String], _ manifest: String) {
      testDescription = description
      self.manifest = manifest
      self.start = start
      self.names = names
    }
  }

  @Test(
    "names both sides and the field",
    arguments: portCases + nameCases + mountCases + applicationCases + templateCases + patternCases)
  func conflict(_ conflict: Case) throws {
    let problems = try problems(conflict.manifest)
    #expect(problems.count == 1, "\(problems.joined(separator: "\n"))")
    let problem = try #require(problems.first)
    #expect(problem.hasPrefix(conflict.start), "\(problem)")
    for name in conflict.names { #expect(problem.contains(name), "\(problem)") }
  }

  static let tls =
    "  - {name: tls, ambassador: {tlsTermination: {listenPort: 9200, applicationPort: 9201, certificateSecret: c}}}"

  @Test(
    "a privileged container needs the operator's flag",
    arguments: [
      ("  - {name: kernel, init: {sysctl: {vm.max_map_count: \"262144\"}}}", "spec.patterns[0].init.sysctl"),
      (
        "  - {name: s, sidecar: {container: {image: s, securityContext: {privileged: true}}}}",
        "spec.patterns[0].sidecar.container.securityContext.privileged"
      ),
      (
        "  - {name: s, sidecar: {container: {image: s, securityContext: {capabilities: {add: [CHOWN, SYS_ADMIN]}}}}}",
        "spec.patterns[0].sidecar.container.securityContext.capabilities.add"
      ),
      (
        "  - {name: s, sidecar: {container: {image: s, ports: [{containerPort: 80, hostPort: 80}]}}}",
        "spec.patterns[0].sidecar.container.ports[0].hostPort"
      ),
    ])
  func privileged(pattern: String, path: String) throws {
    let manifest = Manifest.app(patterns: pattern)
    var options = CompositionOptions.test
    #expect(try problems(manifest, options) == [])
    options.allowPrivileged = false
    let refused = try problems(manifest, options)
    #expect(refused.count == 1)
    #expect(refused.first?.hasPrefix("\(path): Forbidden: container ") == true, "\(refused)")
    #expect(refused.first?.contains("needs the operator flag --allow-privileged") == true)
  }

  @Test(
    "a directory of the node needs the operator's flag, whatever mounts it",
    arguments: [
      ("sidecar: {container: {image: s}, volumes: [{name: h, hostPath: {path: /}}]}", "sidecar"),
      ("init: {migrate: {container: {image: s}, volumes: [{name: h, hostPath: {path: /}}]}}", "init.migrate"),
      (
        "init: {migrate: {container: {image: s}, mode: OncePerVersion, volumes: [{name: h, hostPath: {path: /}}]}}",
        "init.migrate"
      ),
    ])
  func hostPath(pattern: String, path: String) throws {
    let manifest = Manifest.app(patterns: "  - {name: s, \(pattern)}")
    var options = CompositionOptions.test
    #expect(try problems(manifest, options) == [])
    options.allowPrivileged = false
    let refused = try problems(manifest, options)
    #expect(refused.count == 1, "\(refused)")
    #expect(refused.first?.hasPrefix("spec.patterns[0].\(path)") == true, "\(refused)")
    #expect(refused.first?.contains("hostPath: Forbidden: volume") == true, "\(refused)")
  }

  @Test(
    "what reaches the node from the PodPattern's own template needs the flag as well",
    arguments: [
      ("securityContext: {privileged: true}", "", "containers[0].securityContext.privileged"),
      ("ports: [{containerPort: 80, hostPort: 80}]", "", "containers[0].ports[0].hostPort"),
      ("", "hostPID: true", "hostPID"), ("", "hostIPC: true", "hostIPC"), ("", "hostNetwork: true", "hostNetwork"),
      ("", "volumes: [{name: v, hostPath: {path: /}}]", "volumes[0].hostPath"),
    ])
  func privilegedTemplate(container: String, pod: String, field: String) throws {
    let manifest = Manifest.app(container: container, pod: pod, patterns: "")
    var options = CompositionOptions.test
    #expect(try problems(manifest, options) == [])
    options.allowPrivileged = false
    let refused = try problems(manifest, options)
    #expect(
      refused.count == 1 && refused[0].hasPrefix("spec.workload.template.spec.\(field): Forbidden: "), "\(refused)")
  }

  @Test("a parameter of the pod's namespace needs no flag")
  func namespacedSysctl() throws {
    var options = CompositionOptions.test
    options.allowPrivileged = false
    #expect(
      try problems(Manifest.app(patterns: "  - {name: k, init: {sysctl: {net.ipv4.tcp_syncookies: \"1\"}}}"), options)
        == [])
  }

  @Test("all problems come at once, the template's first")
  func allAtOnce() throws {
    let manifest = Manifest.app(
      spec: "  application: nope", container: "ports: [{containerPort: 9200}]", pod: "restartPolicy: Never",
      patterns: Self.tls + "\n  - {name: s, sidecar: {container: {name: tls, image: s}}}")
    #expect(
      try problems(manifest).map { $0.prefix { $0 != ":" } } == [
        "spec.workload.template.spec.restartPolicy", "spec.application", "spec.patterns[1].sidecar.container.name",
        "spec.patterns[0].ambassador.tlsTermination.listenPort",
      ])
  }

  @Test(
    "what is identical is no conflict",
    arguments: [
      Manifest.app(
        container: "env: [{name: A, value: \"1\"}]",
        patterns: "  - {name: s, sidecar: {container: {image: s}}, application: {env: [{name: A, value: \"1\"}]}}"),
      Manifest.app(
        pod: "volumes: [{name: v, emptyDir: {}}]",
        patterns: "  - {name: s, sidecar: {container: {image: s}, volumes: [{name: v, emptyDir: {}}]}}"),
      Manifest.app(
        patterns: """
            - {name: one, sidecar: {container: {name: x, image: x}}}
            - {name: two, adapter: {container: {name: x, image: x}}}
          """),
      Manifest.app(
        container: "ports: [{containerPort: 53, protocol: UDP}]",
        patterns: "  - {name: s, sidecar: {container: {image: s, ports: [{containerPort: 53}]}}}"),
      Manifest.app(
        container: "ports: [{containerPort: 9201}]", patterns: tls),
      Manifest.app(
        pod: "initContainers: [{name: once, image: o, ports: [{containerPort: 9200}]}]", patterns: tls),
      Manifest.app(
        container: "ports: [{containerPort: 80, hostPort: 8080, hostIP: 10.0.0.1}]",
        patterns:
          """
            - name: s
              sidecar: {container: {image: s, ports: [{containerPort: 81, hostPort: 8080, hostIP: 10.0.0.2}]}}
          """
      ),
    ])
  func identical(_ manifest: String) throws {
    #expect(try problems(manifest) == [])
    let composed = try Composed(manifest)
    for list in ["containers", "initContainers", "volumes"] {
      let names = try composed.names(list)
      #expect(names.count == Set(names).count)
    }
  }

  /// A PodPattern without patterns.
  static func template(_ spec: String, metadata: String = "{}") -> String {
    """
    apiVersion: podpattern.dev/v1alpha1
    kind: PodPattern
    metadata: {name: app}
    spec: {workload: {template: {metadata: \(metadata), spec: {\(spec)}}}}
    """
  }
}
