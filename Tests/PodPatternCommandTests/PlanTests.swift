import JSONTree
import KubernetesClient
import PodPatternOperator
import TestSupport
import Testing

@Suite(
  "podpattern plan", .enabled(if: ClusterTest.isAvailable, ClusterTest.requirement), .timeLimit(.minutes(10)))
struct PlanTests {
  @Test("Of a new PodPattern everything would be created, and nothing is")
  func new() async throws {
    try await ClusterTest.run { cluster in
      // With an owner that is not there, the garbage collector would hide that something was made.
      var manifest = ClusterTest.own()
      manifest["spec"]?["deletionPolicy"] = "Orphan"
      let result = try await cluster.plan(manifest)
      #expect(result.exitCode == 2, "\(result.error)")
      for line in [
        "PodPattern \(cluster.namespace)/web\n", "ConfigMap/web-tls would be created\n--- /dev/null\n",
        "Deployment/web would be created\n", "Service/web would be created\n", "+        image: example.com/web:1\n",
      ] {
        #expect(result.output.contains(line), "\(result.output)")
      }
      #expect(!result.output.contains("\u{1B}"))
      let colored = try await cluster.plan(manifest, "--color", "always")
      #expect(colored.output.contains("\u{1B}[32m+        image: example.com/web:1\u{1B}[0m\n"))
      await #expect(throws: KubernetesError.self) { try await cluster.client.get(.deployments, cluster.key("web")) }
    }
  }

  @Test("What is applied needs nothing; what others changed, and what is no longer declared, is shown with its owner")
  func own() async throws {
    try await ClusterTest.run { cluster in
      try await cluster.operate(ClusterTest.own())
      let unchanged = try await cluster.plan(ClusterTest.own())
      #expect(unchanged.exitCode == 0, "\(unchanged.error)")
      #expect(unchanged.output.hasSuffix("nothing would change\n"), "\(unchanged.output)")
      #expect(unchanged.output.contains("Deployment/web would stay as it is; its pods do not restart\n"))

      try await cluster.client.patch(
        .deployments, cluster.key("web"),
        jsonPatch: [
          ["op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "example.com/web:2"]
        ], options: WriteOptions(fieldManager: "someone"))
      let drifted = try await cluster.plan(ClusterTest.own())
      #expect(drifted.exitCode == 2)
      #expect(
        drifted.output.contains(
          """
          # owned by someone
          -        image: example.com/web:2
          +        image: example.com/web:1

          """), "\(drifted.output)")
      #expect(drifted.output.contains("Deployment/web would be changed; its pods restart\n"))

      let fewer = try await cluster.plan(ClusterTest.own(patterns: []))
      #expect(fewer.exitCode == 2)
      #expect(fewer.output.contains("ConfigMap/web-tls would be deleted\n"), "\(fewer.output)")
      #expect(try await cluster.client.get(.configMaps, cluster.key("web-tls"))["data"] != nil)
    }
  }

  @Test("A target that is not there is waited for; one that is there would be extended, and given back")
  func target() async throws {
    try await ClusterTest.run { cluster in
      let missing = try await cluster.plan(ClusterTest.extending())
      #expect(missing.exitCode == 2, "\(missing.error)")
      #expect(missing.output.contains("waiting: Deployment/web does not exist in this namespace"))

      try await cluster.apply(ClusterTest.deployment, to: .deployments, by: "owner")
      let first = try await cluster.plan(ClusterTest.extending())
      #expect(first.exitCode == 2, "\(first.error)")
      #expect(first.output.contains("Deployment/web would be changed; its pods restart\n"))
      #expect(first.output.contains("+      - image: example.com/exporter:1\n"), "\(first.output)")

      try await cluster.operate(ClusterTest.extending())
      // A plan compares two looks at the Deployment, between which its controller may have written; a difference that stays
      // fails.
      try await eventually("nothing would be changed") {
        try await cluster.plan(ClusterTest.extending()).exitCode == 0 ? true : nil
      }

      var suspended = ClusterTest.extending()
      suspended["spec"]?["suspend"] = true
      for released in [suspended, ClusterTest.extending("other")] {
        let result = try await cluster.plan(released)
        #expect(result.exitCode == 2)
        #expect(
          result.output.contains("Deployment/web would be given back; its pods restart\n"), "\(result.output)")
        #expect(result.output.contains("-      - image: example.com/exporter:1\n"))
      }

      var emptied = ClusterTest.extending()
      emptied["spec"]?["patterns"] = []
      let removed = try await cluster.plan(emptied)
      #expect(removed.exitCode == 2)
      #expect(removed.output.contains("-      - image: example.com/exporter:1\n"), "\(removed.output)")
    }
  }

  @Test("Other kinds, and the Service, would be extended, too; each says what becomes of its pods")
  func otherKinds() async throws {
    try await ClusterTest.run { cluster in
      let cronJobs = APIResource(
        group: "batch", version: try await cluster.cronJobVersion(), kind: "CronJob", plural: "cronjobs")
      try await cluster.apply(
        [
          "apiVersion": .string(cronJobs.apiVersion), "kind": "CronJob", "metadata": ["name": "web"],
          "spec": [
            "schedule": "0 0 1 1 *",
            "jobTemplate": [
              "spec": [
                "template": [
                  "spec": ["restartPolicy": "Never", "containers": [["name": "web", "image": "example.com/web:1"]]]
                ]
              ]
            ],
          ],
        ], to: cronJobs)
      var nightly = ClusterTest.extending()
      nightly["spec"]?["target"] = ["kind": "CronJob", "name": "web", "apiVersion": .string(cronJobs.apiVersion)]
      nightly["spec"]?["patterns"] = [
        [
          "name": "prepare", "init": ["container": ["image": "example.com/prepare:1"]],
        ]
      ]
      let result = try await cluster.plan(nightly)
      #expect(result.exitCode == 2, "\(result.error)")
      #expect(
        result.output.contains("CronJob/web would be changed; its pods stay, and new ones are changed\n"),
        "\(result.output)")

      try await cluster.apply(ClusterTest.deployment, to: .deployments)
      try await cluster.apply(
        [
          "apiVersion": "v1", "kind": "Service", "metadata": ["name": "web"],
          "spec": ["selector": ["app": "web"], "ports": [["name": "http", "port": 80, "protocol": "TCP"]]],
        ], to: .services)
      var served = ClusterTest.extending()
      served["spec"]?["target"]?["service"] = "web"
      served["spec"]?["patterns"] = [["name": "metrics", "adapter": ["prometheusExporter": ["preset": "nginx"]]]]
      let extended = try await cluster.plan(served)
      #expect(extended.exitCode == 2, "\(extended.error)")
      #expect(extended.output.contains("Service/web would be changed\n--- live/Service/web\n"), "\(extended.output)")
    }
  }

  @Test("A migration comes first, and the rest would wait for it")
  func migration() async throws {
    try await ClusterTest.run { cluster in
      let migration: JSON = [
        "name": "schema",
        "init": ["migrate": ["mode": "OncePerVersion", "container": ["image": "example.com/m:1", "command": ["m"]]]],
      ]
      let result = try await cluster.plan(ClusterTest.own(patterns: [migration]))
      #expect(result.exitCode == 2, "\(result.error)")
      let job = try #require(result.output.firstMatch(of: /Job\/(\S+) would be created\n/)?.1)
      #expect(
        result.output.contains(
          "waiting: Job/\(job) runs first; everything after it is changed once it has completed\n"),
        "\(result.output)")
      #expect(result.output.contains("Deployment/web would be created\n"))
    }
  }

  @Test("A field that somebody else owns is a conflict, or would be taken")
  func conflict() async throws {
    try await ClusterTest.run { cluster in
      try await cluster.apply(ClusterTest.deployment, to: .deployments, by: "owner")
      var manifest = ClusterTest.extending(changing: ["args": ["serve", "--metrics"]])
      let refused = try await cluster.plan(manifest)
      #expect(refused.exitCode == 1)
      #expect(
        refused.error.contains(
          """
          standard input, document 1: Deployment/web: conflict: .spec.template.spec.containers[name="web"].args \
          is ["serve"] by "owner", and ["serve","--metrics"] by this PodPattern
          """), "\(refused.error)")

      manifest["spec"]?["conflictPolicy"] = "Force"
      let forced = try await cluster.plan(manifest)
      #expect(forced.exitCode == 2, "\(forced.error)")
      #expect(
        forced.output.contains(#"# would take .spec.template.spec.containers[name="web"].args (owned by "owner")"#))
      #expect(forced.output.contains("# owned by owner\n+        - --metrics\n"), "\(forced.output)")
    }
  }

  @Test("While the PodPattern of this name is being deleted, nothing is planned but to wait")
  func beingDeleted() async throws {
    try await ClusterTest.run { cluster in
      var held = ClusterTest.own()
      held["metadata"]?["finalizers"] = ["example.com/hold"]
      try await cluster.apply(held, to: .podPatterns)
      try await cluster.client.delete(.podPatterns, cluster.key("web"))
      let result = try await cluster.plan(ClusterTest.own())
      try await cluster.client.patch(
        .podPatterns, cluster.key("web"), mergePatch: ["metadata": ["finalizers": nil]])
      #expect(result.exitCode == 2, "\(result.error)")
      #expect(
        result.output.contains(
          "waiting: the PodPattern of this name is being deleted; it can be applied when it is gone\n"),
        "\(result.output)")
      #expect(!result.output.contains("would be"), "\(result.output)")
    }
  }

  @Test("What is wrong is named with its place: in the manifest, in the cluster, in the caller's rights")
  func problems() async throws {
    try await ClusterTest.run { cluster in
      var invalid = ClusterTest.own()
      invalid["spec"]?["nonsense"] = 1
      let refused = try await cluster.plan(invalid)
      #expect(refused.exitCode == 1)
      #expect(refused.error.contains("standard input, document 1: spec.nonsense: "), "\(refused.error)")

      try await cluster.apply(ClusterTest.deployment, to: .deployments)
      let foreign = try await cluster.plan(ClusterTest.own())
      #expect(foreign.exitCode == 1)
      #expect(foreign.error.contains("Deployment/web exists and was not created by this PodPattern"))
      #expect(foreign.output.contains("Service/web would be created\n"), "what can be planned is shown all the same")

      let kubeconfig = try #require(OperatorProgram.kubeconfig)
      let forbidden = try await cluster.plan(ClusterTest.own(), "--kubeconfig", kubeconfig)
      #expect(forbidden.exitCode == 1)
      #expect(
        forbidden.error.contains(#"cannot get resource "podpatterns" in API group "podpattern.dev""#),
        "\(forbidden.error)")
      let nowhere = try await cluster.plan(ClusterTest.own(), "--kubeconfig", "/no/such/file")
      #expect(nowhere.exitCode == 1)
      #expect(nowhere.error.contains("/no/such/file"))
    }
  }

  @Test("A right to write that the caller has not is named, for each object")
  func missingRight() async throws {
    try await ClusterTest.run { cluster in
      try await cluster.allowReading(to: "reader")
      let directory = try TemporaryDirectory()
      let kubeconfig = try cluster.kubeconfig(as: "reader", in: directory)
      let result = try await cluster.plan(ClusterTest.own(), "--kubeconfig", kubeconfig)
      #expect(result.exitCode == 1)
      for (object, right) in [
        ("ConfigMap/web-tls", #"User "reader" cannot patch resource "configmaps" in API group """#),
        ("Deployment/web", #"User "reader" cannot patch resource "deployments" in API group "apps""#),
      ] {
        #expect(
          result.error.split(separator: "\n").contains { $0.contains("document 1: \(object): ") && $0.contains(right) },
          "\(result.error)")
      }
    }
  }
}

extension ClusterTest {
  /// Lets somebody read what a PodPattern is and becomes, and no more.
  fileprivate func allowReading(to user: String) async throws {
    let group = "rbac.authorization.k8s.io"
    let resource = { APIResource(group: group, version: "v1", kind: $0, plural: $1) }
    try await apply(
      [
        "apiVersion": .string("\(group)/v1"), "kind": "Role", "metadata": ["name": "reader"],
        "rules": [["apiGroups": ["*"], "resources": ["*"], "verbs": ["get"]]],
      ], to: resource("Role", "roles"))
    try await apply(
      [
        "apiVersion": .string("\(group)/v1"), "kind": "RoleBinding", "metadata": ["name": "reader"],
        "roleRef": ["apiGroup": .string(group), "kind": "Role", "name": "reader"],
        "subjects": [["apiGroup": .string(group), "kind": "User", "name": .string(user)]],
      ], to: resource("RoleBinding", "rolebindings"))
  }

  /// The administrator's kubeconfig, with which all is asked as somebody else.
  fileprivate func kubeconfig(as user: String, in directory: TemporaryDirectory) throws -> String {
    let original = TemporaryDirectory.read(try #require(TestServer.kubeconfigPath))
    var kubeconfig = try #require(try YAML.parse(original).first)
    kubeconfig["users"] = .array(
      (kubeconfig["users"]?.array ?? []).map { entry in
        var entry = entry
        entry["user"]?["as"] = .string(user)
        return entry
      })
    let path = "\(directory.path)/kubeconfig"
    try TemporaryDirectory.write(YAML.write([kubeconfig]), to: path)
    return path
  }
}
