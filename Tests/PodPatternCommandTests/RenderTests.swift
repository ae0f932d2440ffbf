import FoundationEssentials
import JSONTree
import Testing

@Suite("podpattern render")
struct RenderTests {
  static let manifest = """
    apiVersion: podpattern.dev/v1alpha1
    kind: PodPattern
    metadata: {name: web, namespace: shop}
    spec:
      workload:
        template: {spec: {containers: [{name: web, image: example.com/web:1}]}}
        service: {ports: [{name: http, port: 80, targetPort: 8080}]}
      patterns:
      - name: logs
        sidecar: {logStream: {directory: /var/log/web, files: [access.log]}}
    """

  @Test("Prints the objects in the order in which they are applied")
  func prints() async throws {
    let result = try await Command.run("render", "-f", "-", input: Array(Self.manifest.utf8))
    #expect(result.exitCode == 0)
    let kinds = try YAML.parse(Array(result.output.utf8)).map { $0["kind"]?.string }
    #expect(kinds == ["Service", "Deployment"])
  }

  @Test("Every problem of every document is named, and nothing is printed as YAML")
  func problems() async throws {
    let bad =
      Self.manifest + "\n  application: other\n---\n"
      + Self.manifest.replacing("directory: /var/log/web", with: "directory: relative, nonsense: 1")
    let result = try await Command.run("render", "-f", "-", input: Array(bad.utf8))
    #expect(result.exitCode == 1)
    #expect(result.output.isEmpty)
    for text in [
      "document 1: spec.application", "document 2: spec.patterns[0].sidecar.logStream.directory",
      "document 2: spec.patterns[0].sidecar.logStream.nonsense",
    ] {
      #expect(result.error.contains(text), "\(result.error)")
    }
  }

  private static let policy = """
    apiVersion: podpattern.dev/v1alpha1
    kind: ClusterPodPattern
    metadata: {name: tls}
    spec:
      enforcement: Enforce
      delivery: Admission
      match: {}
      patterns:
      - name: tls
        ambassador: {tlsTermination: {listenPort: 8443, applicationPort: 8080, certificateSecret: tls}}
    """

  @Test("A policy is printed as what the API server is told, and refused with what an older one lacks")
  func policy() async throws {
    let input = Array("\(Self.policy)\n---\n\(Self.manifest)".utf8)
    let result = try await Command.run("render", "-f", "-", "--kubernetes-version", "1.36", input: input)
    #expect(result.exitCode == 0, "\(result.error)")
    let kinds = try YAML.parse(Array(result.output.utf8)).map { $0["kind"]?.string }
    #expect(kinds == ["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "Service", "Deployment"])

    let older = try await Command.run("render", "-f", "-", "--kubernetes-version", "1.33", input: input)
    #expect(older.exitCode == 1 && older.output.isEmpty)
    #expect(older.error.contains(#"document 1: spec.delivery: Invalid value: "Admission": this API server"#))
    let wrong = try await Command.run("render", "-f", "-", input: Array("\(Self.policy)\n  nonsense: 1".utf8))
    #expect(wrong.exitCode == 1 && wrong.error.contains("document 1: spec.nonsense: Unknown field"))
  }

  private static let workloads = """
    apiVersion: v1
    kind: Namespace
    metadata: {name: shop, labels: {tls: required}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: cart, namespace: shop}
    spec: {template: {spec: {containers: [{name: cart, image: cart}]}}}
    ---
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: left, namespace: shop, annotations: {policy.podpattern.dev/tls: disabled}}
    spec: {template: {spec: {containers: [{name: left, image: left}]}}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: other, namespace: elsewhere}
    spec: {template: {spec: {containers: [{name: other, image: other}]}}}
    """

  @Test("A policy that extends templates shows the workloads of the input that it means, and no others")
  func policyWithWorkloads() async throws {
    let policy = Self.policy.replacing("delivery: Admission", with: "override: OptOut")
      .replacing("match: {}", with: "match: {namespaceSelector: {matchLabels: {tls: required}}}")
    let result = try await Command.run(
      "render", "-f", "-", input: Array("\(policy)\n---\n\(Self.workloads)".utf8))
    #expect(result.exitCode == 0, "\(result.error)")
    let objects = try YAML.parse(Array(result.output.utf8))
    #expect(
      objects.map { $0["metadata", "name"]?.string } == ["tls-deployment-cart-tls", "cart"], "\(result.output)")
    let added = objects.last?["spec", "template", "spec", "initContainers"]?.array ?? []
    #expect(added.compactMap { $0["name"]?.string } == ["tls"])
    #expect(result.error.contains("passed over, since its kind is StatefulSet"))
  }

  /// Texts that are no manifest, and what the answer has to name.
  static let hostile: [(input: [UInt8], names: String)] = [
    (Array("a:\n\t- b".utf8), "standard input: invalid YAML at line 2, column 1: a tab"),
    (Array("a: 1\na: 2".utf8), #"standard input: invalid YAML at line 2, column 1: the key "a""#),
    ([0x61, 0x3A, 0x20, 0xFF, 0xFE], "standard input: invalid YAML at line 1, column 4: invalid leading UTF-8 octet"),
    (
      Array(
        "a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: [*g,*g,*g,*g,*g,*g,*g,*g,*g]\n"
          .utf8), "standard input: invalid YAML at line 7, column 20: aliases stand for more than 1048576 bytes"
    ),
    (Array("".utf8), "standard input: has no document"),
    (Array("just text".utf8), #"standard input, document 1: Invalid value: "just text""#),
    (
      Array("apiVersion: podpattern.dev/v1alpha1\nkind: PodPattern\n".utf8),
      "standard input, document 1: metadata: Required value"
    ),
  ]

  @Test("Text that is no manifest is refused with its place", arguments: hostile)
  func refuses(input: [UInt8], names: String) async throws {
    let result = try await Command.run("render", "-f", "-", input: input)
    #expect(result.exitCode == 1)
    #expect(result.output.isEmpty)
    #expect(result.error.contains(names), "\(result.error)")
  }

  @Test("A list is what is in it, and a kind of this group that there is not is no other kind on purpose")
  func lists() async throws {
    let podPattern = try #require(try YAML.parse(Array(Self.manifest.utf8)).first)
    let list: JSON = ["apiVersion": "v1", "kind": "List", "items": [podPattern, podPattern]]
    let result = try await Command.run("render", "-f", "-", input: list.serialized())
    #expect(result.exitCode == 0, "\(result.error)")
    var misspelt = podPattern
    misspelt["kind"] = "Podpattern"
    let refused = try await Command.run("render", "-f", "-", input: misspelt.serialized())
    #expect(refused.exitCode == 1 && refused.error.contains("kind"), "\(refused.error)")
  }

  @Test("A byte-order mark and JSON are fine, other kinds are passed over")
  func accepts() async throws {
    let other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---\n"
    let marked = [0xEF, 0xBB, 0xBF] + Array((other + Self.manifest).utf8)
    let result = try await Command.run("render", "-f", "-", input: marked)
    #expect(result.exitCode == 0)
    #expect(result.error.contains("document 1: note: passed over, since its kind is ConfigMap"))

    let json = try #require(try YAML.parse(Array(Self.manifest.utf8)).first).serialized()
    #expect(try await Command.run("render", "-f", "-", input: json).exitCode == 0)
  }

  @Test(
    "A missing file and wrong flags say what is wrong",
    arguments: [
      (["render", "-f", "/no/such/file"], Int32(1), "/no/such/file: no such file"),
      (["render", "-f", "-", "--kubernetes-version", "two"], 64, "two"),
      (["render", "-f", "-", "--image", "unknown=x"], 64, "unknown=x"),
      (["run", "--concurrency", "0"], 64, "--concurrency 0: must be between 1 and 256"),
      (["run", "--kubeconfig", "/no/such/file"], 1, "/no/such/file"),
    ] as [([String], Int32, String)])
  func flags(arguments: [String], exitCode: Int32, names: String) async throws {
    let result = try await Command.run(arguments)
    #expect(result.exitCode == exitCode)
    #expect(result.error.contains(names), "\(result.error)")
  }
}
