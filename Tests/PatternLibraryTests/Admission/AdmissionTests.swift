import JSONTree
import PodPatternAPI
import Testing

@testable import PatternLibrary

@Suite("What the API server is told of a policy")
struct AdmissionTests {
  @Test(
    "The newest version of the policy that the server has is used",
    arguments: [(36, "v1"), (37, "v1"), (35, "v1beta1"), (34, "v1beta1")])
  func versions(minor: Int, version: String) throws {
    let objects = try Policy.objects(Policy.manifest(patterns: Policy.tls), minor: minor)
    #expect(
      objects.compactMap { $0["kind"]?.string } == ["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"])
    #expect(objects.allSatisfy { $0["apiVersion"]?.string == "admissionregistration.k8s.io/\(version)" })
    #expect(objects.allSatisfy { $0["metadata", "name"] == "platform.podpattern.dev" })
    #expect(objects.allSatisfy { $0["metadata", "labels", "podpattern.dev/policy"] == "platform" })
    #expect(objects.last?["spec"] == ["policyName": "platform.podpattern.dev"])
  }

  @Test("An older server is named, with what would be needed")
  func oldServer() throws {
    #expect(
      try Policy.problems(Policy.manifest(patterns: Policy.tls), minor: 33) == [
        #"""
        spec.delivery: Invalid value: "Admission": this API server has no MutatingAdmissionPolicy: that needs Kubernetes \#
        1.36, or 1.34 with the feature gate and the API admissionregistration.k8s.io/v1beta1 switched on; use Template
        """#
      ])
    let manifest = Policy.manifest(spec: "  validation: {action: Deny}", patterns: Policy.tls)
    #expect(
      try Policy.problems(manifest, minor: 29).last
        == "spec.validation: Forbidden: this API server has no ValidatingAdmissionPolicy: that needs Kubernetes 1.30")
  }

  @Test("Audit adds nothing to Pods, and notes what they lack")
  func audit() throws {
    let manifest = Policy.manifest(spec: "  validation: {action: Deny}", patterns: Policy.tls)
      .replacing("enforcement: Enforce", with: "enforcement: Audit")
    let objects = try Policy.objects(manifest)
    #expect(
      objects.compactMap { $0["kind"]?.string } == ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"])
    #expect(objects.last?["spec", "validationActions"] == ["Audit"])
  }

  @Test("A policy without patterns only looks at Pods, which older servers can do as well")
  func withoutPatterns() throws {
    let spec = "  validation: {action: Deny, expressions: [{expression: 'true', message: m}]}"
    let objects = try Policy.objects(Policy.manifest(spec: spec, patterns: "    []"), minor: 30)
    #expect(
      objects.compactMap { $0["kind"]?.string } == ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"])
  }

  @Test("A policy that extends templates needs nothing of the API server, unless Pods are to be looked at")
  func template() throws {
    let manifest = Policy.manifest(patterns: Policy.tls).replacing("delivery: Admission", with: "delivery: Template")
    #expect(try Policy.objects(manifest) == [])
    let validating = manifest.replacing("  patterns:", with: "  validation: {action: Warn}\n  patterns:")
    let objects = try Policy.objects(validating, minor: 30)
    #expect(objects.count == 2)
    // A bare Pod and that of a Job are none of the workloads whose templates are extended.
    let conditions = objects.first?["spec", "matchConditions"]?.array ?? []
    #expect(conditions.contains { $0["name"] == "podpattern.dev/kind" })
    let unseen = validating.replacing("match: {}", with: "match: {workloadSelector: {matchLabels: {a: b}}}")
      .replacing("  patterns:", with: "  override: OptIn\n  patterns:")
    #expect(
      try Policy.problems(unseen)
        == ["match.workloadSelector", "override"].map {
          "spec.validation: Forbidden: the API server looks at Pods, and \($0) speaks of workloads: use delivery Admission"
        })
  }

  static let unknowable: [(patterns: String, problem: String)] = [
    (
      "  - {name: logs, sidecar: {logStream: {directory: /log, files: [a]}}}",
      """
      spec.patterns[0]: Forbidden: what pattern "logs" adds depends on the name or the user of the application's \
      container, which is not known before a Pod is there: use delivery Template
      """
    ),
    (
      "  - {name: m, adapter: {prometheusExporter: {preset: redis, applicationPort: 1, monitor: {kind: PodMonitor}}}}",
      """
      spec.patterns[0].adapter.prometheusExporter.monitor: Forbidden: a PodMonitor is an object of each namespace, which \
      the API server does not create along with a Pod: leave it out for annotations of the Pods, or use delivery Template
      """
    ),
    (
      "  - {name: m, init: {migrate: {container: {image: 'a:1'}, mode: OncePerVersion}}}",
      """
      spec.patterns[0]: Forbidden: pattern "m" needs a Job before the Pod, which the API server does not create along \
      with it: use delivery Template
      """
    ),
    (
      "  - {name: k, init: {sysctl: {vm.max_map_count: '1'}}}",
      """
      spec.patterns[0].init.sysctl: Forbidden: container "k" of pattern "k" would be privileged, \
      which needs the operator flag --allow-privileged
      """
    ),
    (
      """
        - {name: a, sidecar: {container: {image: 'a:1', ports: [{containerPort: 80}]}}}
        - {name: b, sidecar: {container: {image: 'a:1', ports: [{containerPort: 80}]}}}
      """, "spec.patterns[1]"
    ),
  ]

  @Test("What cannot be said beforehand is refused, with the reason", arguments: unknowable)
  func refused(patterns: String, problem: String) throws {
    let problems = try Policy.problems(Policy.manifest(patterns: patterns))
    #expect(problems.count == 1 && problems[0].hasPrefix(problem), "\(problems)")
  }

  @Test("The names of the operator's own conditions, and messages of several lines, are refused")
  func conditions() throws {
    let manifest = Policy.manifest(
      match: "matchConditions: [{name: podpattern.dev/kind, expression: 'true'}]",
      spec: #"  validation: {action: Deny, expressions: [{expression: "true", message: "a\nb"}]}"#, patterns: Policy.tls
    )
    #expect(
      try Policy.problems(manifest) == [
        """
        spec.match.matchConditions[0].name: Invalid value: "podpattern.dev/kind": names that begin with podpattern.dev/ \
        are the operator's own
        """,
        #"spec.validation.expressions[0].message: Invalid value: "a\nb": must be one line"#,
      ])
  }

  @Test("No service account can act where the API server itself does")
  func account() throws {
    let manifest = Policy.manifest(
      spec: "  serviceAccountName: team", patterns: Policy.tls)
    #expect(
      try Policy.problems(manifest) == [
        """
        spec.serviceAccountName: Invalid value: "team": with delivery Admission the API server itself extends the Pods, and \
        acts as no service account
        """
      ])
  }

  @Test("Configuration that is larger than a Pod's annotations is refused")
  func size() throws {
    let template = String(repeating: "x", count: 30_000)
    let files = (0..<5).map { "{path: f\($0), template: \(template)}" }.joined(separator: ", ")
    let patterns = """
        - name: secrets
          init: {vaultSecrets: {address: 'https://v', role: r, directory: /s, files: [\(files)]}}
      """
    let problems = try Policy.problems(Policy.manifest(patterns: patterns))
    #expect(problems.contains { $0.contains("more than annotations can hold") }, "\(problems.map { $0.prefix(200) })")
  }

  @Test("A front that demands something of the kubelet is told")
  func probes() throws {
    let mutual = Policy.tls.replacing(
      "certificateSecret: tls}", with: "certificateSecret: tls, clientCA: {secret: ca}}")
    let warnings = try Policy.warnings(Policy.manifest(patterns: mutual))
    #expect(warnings.contains { $0.hasPrefix("spec.patterns[0].ambassador.tlsTermination.listenPort: the kubelet") })
    #expect(try Policy.warnings(Policy.manifest(patterns: Policy.tls)) == [])
  }

  @Test("The same policy gives the same bytes, and no ConfigMap that a namespace would have to have")
  func deterministic() throws {
    let manifest = Policy.manifest(
      match: "kinds: [CronJob, Deployment, DaemonSet], exclude: {namespaces: [c, a, b]}", patterns: Policy.tls)
    let texts = try (0..<5).map { _ in YAML.write(try Policy.objects(manifest)) }
    #expect(Set(texts).count == 1)
    #expect(!texts[0].contains("configMap"))
  }

  @Test("Texts in CEL are printable ASCII between quotes that nothing inside ends", arguments: HostileValueTests.texts)
  func literals(_ text: String) {
    let literal = CEL.string(text)
    #expect(literal.first == "\"" && literal.last == "\"")
    #expect(literal.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) })
    var rest = literal.dropFirst().dropLast()
    while let next = rest.popFirst() {
      #expect(next != "\"")
      if next == "\\" { #expect(["\"", "\\", "u", "U"].contains(rest.popFirst())) }
    }
  }
}
