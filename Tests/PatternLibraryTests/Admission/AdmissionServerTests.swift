import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

@testable import PatternLibrary

/// Policies in force on a real API server, which gets Pods to look at.
@Suite("The API server itself does what a policy wants")
struct AdmissionServerTests {
  private static let isExtended: @Sendable (Result<JSON, KubernetesError>) -> Bool = {
    (try? $0.get().names("initContainers").isEmpty) == false
  }

  /// A policy for one namespace.
  private static func policy(
    _ namespace: String, match: String = "", spec: String = "", patterns: String = Policy.tls
  ) -> String {
    Policy.manifest(
      match: "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: \(namespace)}}\(match)", spec: spec,
      patterns: patterns)
  }

  @Test(
    "Bare Pods get containers, volumes, annotations and the application's variables, each before or beside their own",
    .enabled(AdmissionServer.requirement, AdmissionServer.isAvailable))
  func adds() async throws {
    try await AdmissionServer.withPolicy({ Self.policy($0) }, sign: (.pod(), Self.isExtended)) { server in
      let small = try await server.created(.pod())
      #expect(small.names("initContainers") == ["tls"])
      #expect(small["spec", "initContainers"]?.array?.first?["restartPolicy"] == "Always")
      #expect(small.web["env"] == [["name": "LISTEN", "value": "127.0.0.1"]])

      let rich = try await server.created(
        .pod(
          metadata: ["annotations": ["a": "b"]],
          container: [
            "env": [["name": "OTHER", "value": "x"]], "volumeMounts": [["name": "data", "mountPath": "/d"]],
          ],
          spec: [
            "initContainers": [["name": "own", "image": "own:1"]],
            "volumes": [["name": "data", "emptyDir": [:]]], "automountServiceAccountToken": false,
          ]))
      #expect(rich.names("initContainers") == ["tls", "own"])
      #expect(rich.names("volumes") == ["data", "tls-config", "tls-certificate", "tls-tmp"])
      #expect(rich.web["env"]?.array?.compactMap { $0["name"]?.string } == ["OTHER", "LISTEN"])
      #expect(rich["metadata", "annotations", "a"] == "b")
      try Self.expectConfiguration(of: rich)

      // What has come back once may come again, as from a copy or from another webhook's round.
      let again = try await server.created(
        .pod(
          metadata: ["annotations": rich["metadata", "annotations"] ?? [:]], spec: rich["spec"]?.object ?? [:]))
      #expect(again["spec"] == rich["spec"])
    }
  }

  /// The files of the volume are the annotations, which are what the operator would put in a ConfigMap.
  private static func expectConfiguration(of pod: JSON) throws {
    let volume = try #require((pod["spec", "volumes"]?.array ?? []).first { $0["name"] == "tls-config" })
    let items = volume["downwardAPI", "items"]?.array ?? []
    let podPattern = try Policy.decode(Policy.manifest(patterns: Policy.tls)).podPattern(extending: "Deployment", "x")
    let state = TargetState(
      workload: ["spec": ["template": ["spec": ["containers": [["name": "web", "image": "example.com/web:1"]]]]]])
    guard case .success(let objects, _, _) = Composer(.test).compose(podPattern, target: state) else {
      Issue.record("did not compose")
      return
    }
    let files = objects.first { $0["kind"] == "ConfigMap" }?["data"]?.object ?? [:]
    #expect(files.count == items.count && !items.isEmpty)
    for item in items {
      let file = item["path"]?.string ?? ""
      let key = (item["fieldRef", "fieldPath"]?.string ?? "").dropFirst("metadata.annotations['".count).dropLast(2)
      #expect(pod["metadata", "annotations", String(key)] == files[file], "\(file)")
    }
  }

  @Test(
    "What the kubelet asks of the application's port goes to the ambassador, by number or by name",
    .enabled(AdmissionServer.requirement, AdmissionServer.isAvailable))
  func probes() async throws {
    try await AdmissionServer.withPolicy({ Self.policy($0) }, sign: (.pod(), Self.isExtended)) { server in
      func request(_ port: JSON, host: JSON? = nil) -> JSON {
        var get: JSON = ["path": "/healthz", "port": port]
        get["host"] = host
        return ["httpGet": get]
      }
      let pod = try await server.created(
        .pod(container: [
          "ports": [["name": "http", "containerPort": 8080]],
          "startupProbe": request(8443), "readinessProbe": request("http"),
          "livenessProbe": request(8080, host: "example.com"),
          "lifecycle": ["postStart": request(9999), "preStop": request(8080)],
        ]))
      func asked(_ keys: String...) -> [JSON?] {
        let get = keys.reduce(pod.web) { $0[$1] ?? .null }["httpGet"]
        return [get?["port"], get?["scheme"], get?["path"]]
      }
      #expect(asked("startupProbe") == [8443, "HTTPS", "/healthz"])
      #expect(asked("readinessProbe") == [8443, "HTTPS", "/healthz"])
      #expect(asked("livenessProbe") == [8080, "HTTP", "/healthz"])
      #expect(asked("lifecycle", "postStart") == [9999, "HTTP", "/healthz"])
      #expect(asked("lifecycle", "preStop") == [8443, "HTTPS", "/healthz"])
    }
  }

  @Test(
    "Pods with something else where something would be added stay as they are, and so do those that are left out",
    .enabled(AdmissionServer.requirement, AdmissionServer.isAvailable))
  func leavesAlone() async throws {
    let match = """
      , kinds: [Deployment, CronJob], exclude: {workloads: [{kind: Deployment, namespace: NAMESPACE, name: cart}]}, \
      matchConditions: [{name: not-me, expression: "object.metadata.name != 'me'"}]
      """
    func deployed(_ name: String, _ more: JSONObject = [:]) -> JSONObject {
      let owner: JSON = [
        "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": .string("\(name)-5d9"), "uid": "1", "controller": true,
      ]
      return more.merging(["labels": ["pod-template-hash": "5d9"], "ownerReferences": [owner]]) { $1 }
    }
    func run(_ name: String) -> JSONObject {
      [
        "ownerReferences": [
          ["apiVersion": "batch/v1", "kind": "Job", "name": .string(name), "uid": "1", "controller": true]
        ]
      ]
    }
    try await AdmissionServer.withPolicy(
      { Self.policy($0, match: match.replacing("NAMESPACE", with: $0), spec: "  override: OptOut") },
      sign: (.pod(metadata: deployed("shop")), Self.isExtended)
    ) { server in
      let shop = deployed("shop")
      let extended: [JSON] = [
        .pod(metadata: shop), .pod(metadata: run("nightly-29012345")), .pod(metadata: deployed("cart-2")),
        .pod(metadata: shop, container: ["env": [["name": "LISTEN", "value": "127.0.0.1"]]]),
        .pod(metadata: deployed("shop", ["annotations": ["policy.podpattern.dev/platform": "enabled"]])),
      ]
      let untouched: [(String, JSON)] = [
        ("a bare Pod", .pod()), ("an excluded workload", .pod(metadata: deployed("cart"))),
        ("a Job of nobody's", .pod(metadata: run("once"))),
        (
          "opted out", .pod(metadata: deployed("shop", ["annotations": ["policy.podpattern.dev/platform": "disabled"]]))
        ),
        ("the user's condition", .pod(name: "me", metadata: shop)),
        ("another variable", .pod(metadata: shop, container: ["env": [["name": "LISTEN", "value": "::"]]])),
        ("a volume", .pod(metadata: shop, spec: ["volumes": [["name": "tls-tmp", "emptyDir": [:]]]])),
        (
          "a container",
          .pod(
            metadata: shop,
            spec: [
              "containers": [["name": "web", "image": "a"], ["name": "tls", "image": "other"]]
            ])
        ),
      ]
      for pod in extended {
        let created = try await server.created(pod)
        #expect(created.names("initContainers") == ["tls"], "\(pod.serializedString())")
        #expect(created.web["env"]?.array?.count == 1)
      }
      for (what, pod) in untouched {
        let created = try await server.created(pod)
        #expect(created.names("initContainers") == [], "\(what)")
        #expect(created["metadata", "annotations"]?.object?.keys.contains { $0.contains("config.") } != true, "\(what)")
      }
    }
  }

  @Test(
    "The application's container is the one that the policy names, and gets mounts, a command and probes",
    .enabled(AdmissionServer.requirement, AdmissionServer.isAvailable))
  func application() async throws {
    let patterns = """
        - name: fetcher
          init:
            container: {image: 'fetch:1', volumeMounts: [{name: models, mountPath: /models}]}
            volumes: [{name: models, emptyDir: {}}]
          application:
            volumeMounts: [{name: models, mountPath: /models, readOnly: true}]
            command: [serve]
            readinessProbe: {httpGet: {port: 1, path: /ready}}
        - {name: kernel, init: {sysctl: {net.ipv4.tcp_syncookies: "1"}}}
      """
    let web: JSON = ["name": "web", "image": "web:1", "readinessProbe": ["periodSeconds": 7, "httpGet": ["port": 2]]]
    let pod: JSON = .pod(spec: ["containers": [["name": "first", "image": "first:1"], web]])
    try await AdmissionServer.withPolicy(
      { Self.policy($0, spec: "  application: web", patterns: patterns) }, sign: (pod, Self.isExtended)
    ) { server in
      let created = try await server.created(pod)
      let containers = created["spec", "containers"]?.array ?? []
      #expect(containers.count == 2 && containers[0]["command"] == nil)
      #expect(containers[1]["command"] == ["serve"])
      #expect(containers[1]["readinessProbe", "httpGet", "port"] == 1)
      #expect(containers[1]["readinessProbe", "periodSeconds"] == 7)
      let mounts = containers[1]["volumeMounts"]?.array ?? []
      #expect(mounts.contains(["name": "models", "mountPath": "/models", "readOnly": true]))
      #expect(
        created["spec", "securityContext", "sysctls"] == [["name": "net.ipv4.tcp_syncookies", "value": "1"]])

      let checking = try await server.created(
        .pod(container: ["readinessProbe": ["periodSeconds": 7, "exec": ["command": ["check"]]]]))
      #expect(checking.web["readinessProbe", "exec"] == nil && checking.web["readinessProbe", "httpGet", "port"] == 1)
      // What the API server would refuse with the sysctl, or with containers of Linux.
      for spec in [["hostNetwork": true], ["os": ["name": "windows"]]] as [JSONObject] {
        #expect(try await server.created(.pod(spec: spec)).names("initContainers") == [], "\(spec)")
      }

      let without = try await server.created(.pod(spec: ["containers": [["name": "first", "image": "first:1"]]]))
      #expect(without.names("initContainers") == [])
      for path in ["/models", "/", "/models/"] {
        let mounting = try await server.created(
          .pod(
            container: ["volumeMounts": [["name": "own", "mountPath": .string(path)]]],
            spec: ["volumes": [["name": "own", "emptyDir": [:]]]]))
        #expect(mounting.names("initContainers") == [], "\(path)")
      }
      let beside = try await server.created(
        .pod(
          container: ["volumeMounts": [["name": "own", "mountPath": "/models-2"]]],
          spec: ["volumes": [["name": "own", "emptyDir": [:]]]]))
      #expect(beside.names("initContainers") == ["fetcher"])
    }
  }

  @Test(
    "Hostile texts arrive as they are",
    .enabled(AdmissionServer.requirement, AdmissionServer.isAvailable))
  func hostile() async throws {
    let texts = HostileValueTests.texts.filter { !$0.contains("\0") && $0.utf8.count < 1000 }
    let arguments = JSON.array(texts.map(JSON.string)).serializedString()
    let patterns = """
        - {name: echo, sidecar: {container: {image: 'a:1', args: \(arguments)}}, application: {args: \(arguments)}}
      """
    try await AdmissionServer.withPolicy(
      { Self.policy($0, patterns: patterns) }, sign: (.pod(), Self.isExtended)
    ) { server in
      let created = try await server.created(.pod())
      #expect(created["spec", "initContainers"]?.array?.first?["args"] == .array(texts.map(JSON.string)))
      #expect(created.web["args"] == .array(texts.map(JSON.string)))
    }
  }

  @Test(
    "A Pod that lacks what the policy demands is refused, with what it lacks",
    .enabled(AdmissionServer.requirement, AdmissionServer.isAvailable))
  func denies() async throws {
    let spec = """
        validation:
          action: Deny
          expressions: [{expression: "!(object.spec.?hostNetwork.orValue(false))", message: "no host network"}]
      """
    let lacking: JSON = .pod(spec: ["volumes": [["name": "tls-tmp", "emptyDir": [:]]]])
    try await AdmissionServer.withPolicy(
      { Self.policy($0, spec: spec) },
      sign: (lacking, { if case .failure(let error) = $0 { error.status?.code == 422 } else { false } })
    ) { server in
      let message = await server.result(of: lacking).failure?.status?.message ?? ""
      #expect(
        message.contains(#"ClusterPodPattern "platform" demands container "tls" with image "docker.io/library/nginx:"#),
        "\(message)")
      try await eventually("Pods are extended and accepted") {
        Self.isExtended(await server.result(of: .pod())) ? true : nil
      }
      let hosted = await server.result(of: .pod(spec: ["hostNetwork": true])).failure?.status?.message ?? ""
      #expect(hosted.contains("no host network"), "\(hosted)")
    }
  }

  @Test(
    "The example against privileged init containers refuses these and no others",
    .enabled(AdmissionServer.requirement, AdmissionServer.isAvailable))
  func example() async throws {
    let file = Repository.path("deploy/examples/policies/no-privileged-init.yaml")
    let example = try String(contentsOfFile: file, encoding: .utf8)
    func pod(_ context: JSON) -> JSON {
      .pod(spec: ["initContainers": [["name": "i", "image": "i", "securityContext": context]]])
    }
    try await AdmissionServer.withPolicy(
      {
        example.replacing(
          "match:", with: "match:\n    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: \($0)}}")
      },
      sign: (
        pod(["privileged": true]), { if case .failure(let error) = $0 { error.status?.code == 422 } else { false } }
      )
    ) { server in
      let message = await server.result(of: pod(["privileged": true])).failure?.status?.message ?? ""
      #expect(
        message.contains("privileged init containers belong into the namespace node-setup"), "\(message)")
      for allowed in [.pod(), pod(["privileged": false]), pod([:])] { _ = try await server.created(allowed) }
    }
  }

  @Test(
    "Every use case that can be said at all is said so that the server understands it",
    .enabled(AdmissionServer.requirement, AdmissionServer.isAvailable))
  func randomPatterns() async throws {
    try await TestServer.withClient { client in
      var random = RandomPodPatterns(seed: Generated.seed)
      var understood: Set<String> = []
      for useCase in RandomUseCase.allCases {
        for _ in 0..<7 {
          let manifest = random.next(first: useCase)
          let policy: JSON = [
            "apiVersion": "podpattern.dev/v1alpha1", "kind": "ClusterPodPattern", "metadata": ["name": "platform"],
            "spec": [
              "enforcement": "Enforce", "delivery": "Admission", "match": [:], "validation": ["action": "Deny"],
              "patterns": .array((manifest["spec", "patterns"]?.array ?? []).prefix(3).map(\.self)),
            ],
          ]
          let decoded = try ClusterPodPattern.decode(policy)
          guard case .success(let objects, _, _) = Policy.compose(decoded, allowPrivileged: true) else { continue }
          understood.insert("\(useCase)")
          for object in objects {
            do {
              _ = try await client.create(AdmissionServer.resource(object), object, options: WriteOptions(dryRun: true))
            } catch {
              Issue.record("\(error): \(policy.serializedString())")
            }
          }
        }
      }
      #expect(understood.count > 5, "\(understood)")
    }
  }
}

extension Result {
  /// The error, if it is one.
  fileprivate var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
