import JSONTree
import PatternLibrary
import Testing

/// What cannot be added to a target: both sides are named, and a field of the target's is told as that.
@Suite("Conflicts with a target")
struct TargetConflictTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let patterns: String
    var container = ""
    var pod = ""
    var holders: [String: String] = [:]
    let problem: String
  }

  static let cases = [
    Case(
      testDescription: "a port of another container of the owner's", patterns: TargetExtensionTests.tls,
      pod: "initContainers: [{name: proxy, image: p, restartPolicy: Always, ports: [{containerPort: 9200}]}]",
      problem: """
        spec.patterns[0].ambassador.tlsTermination.listenPort: Duplicate value: 9200: container "tls" of pattern "tls" and \
        container "proxy" of Deployment/shop (spec.template.spec.initContainers[0].ports[0].containerPort) would both \
        listen on port 9200/TCP, and all containers of a pod share its ports
        """),
    Case(
      testDescription: "a port of another PodPattern's container", patterns: TargetExtensionTests.tls,
      pod: "initContainers: [{name: proxy, image: p, restartPolicy: Always, ports: [{containerPort: 9200}]}]",
      holders: ["proxy": "PodPattern \"other\""],
      problem: """
        spec.patterns[0].ambassador.tlsTermination.listenPort: Duplicate value: 9200: container "tls" of pattern "tls" and \
        container "proxy" of PodPattern "other" (Deployment/shop: \
        spec.template.spec.initContainers[0].ports[0].containerPort) would both listen on port 9200/TCP, and all \
        containers of a pod share its ports
        """),
    Case(
      testDescription: "a container of another PodPattern's", patterns: TargetExtensionTests.tls,
      pod: "initContainers: [{name: tls, image: p}]", holders: ["tls": "PodPattern \"other\""],
      problem: """
        spec.patterns[0].name: Duplicate value: "tls": container "tls" of pattern "tls" and container "tls" of PodPattern \
        "other" (Deployment/shop: spec.template.spec.initContainers[0].name) define this container differently
        """),
    Case(
      testDescription: "a volume",
      patterns: "  - {name: s, sidecar: {container: {image: s}, volumes: [{name: v, emptyDir: {}}]}}",
      pod: "volumes: [{name: v, secret: {secretName: v}}]",
      problem: """
        spec.patterns[0].sidecar.volumes[0].name: Duplicate value: "v": pattern "s" and Deployment/shop \
        (spec.template.spec.volumes[0].name) define this volume differently
        """),
    Case(
      testDescription: "a mount",
      patterns: """
          - name: s
            sidecar: {container: {image: s}}
            application: {volumeMounts: [{name: b, mountPath: /data/b}]}
        """,
      container: "volumeMounts: [{name: a, mountPath: /data}]",
      pod: "volumes: [{name: a, emptyDir: {}}, {name: b, emptyDir: {}}]",
      problem: """
        spec.patterns[0].application.volumeMounts[0]: Invalid value: "/data/b": pattern "s" mounts volume "b" in container \
        "web" there, and container "web" of Deployment/shop (spec.template.spec.containers[0].volumeMounts[0]) mounts \
        volume "a" at /data: one would hide what is in the other
        """),
    Case(
      testDescription: "processes that are not to be seen",
      patterns: "  - {name: r, sidecar: {configReload: {volumes: [v], signal: {process: web}}}}",
      container: "securityContext: {runAsUser: 1}", pod: "hostPID: true, volumes: [{name: v, configMap: {name: v}}]",
      problem: """
        spec.patterns[0].sidecar.configReload.signal: Forbidden: pattern "r" needs the containers to share a process \
        namespace of their pod, and Deployment/shop says hostPID: true (spec.template.spec.hostPID)
        """),
    Case(
      testDescription: "a kernel parameter",
      patterns: "  - {name: k, init: {sysctl: {net.ipv4.tcp_syncookies: \"1\"}}}",
      pod: "securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: \"0\"}]}",
      problem: """
        spec.patterns[0].init.sysctl[net.ipv4.tcp_syncookies]: Invalid value: "1": pattern "k" and Deployment/shop \
        (spec.template.spec.securityContext.sysctls[0]) set net.ipv4.tcp_syncookies to different values
        """),
    Case(
      testDescription: "a variable with a value, and one from elsewhere", patterns: TargetExtensionTests.tls,
      container: "env: [{name: http.port, valueFrom: {configMapKeyRef: {name: c, key: k}}}]",
      problem: """
        spec.patterns[0].application.env[0].name: Duplicate value: "http.port": pattern "tls" gives this variable a value, \
        and container "web" of Deployment/shop (spec.template.spec.containers[0].env[0]) a valueFrom.configMapKeyRef: the \
        API server would merge them, and a variable can have one alone; take it out of one of the two
        """),
    Case(
      testDescription: "a variable from two places",
      patterns: """
          - name: s
            sidecar: {container: {image: s}}
            application: {env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]}
        """,
      container: "env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: k}}}]",
      problem: """
        spec.patterns[0].application.env[0].name: Duplicate value: "A": pattern "s" gives this variable a \
        valueFrom.secretKeyRef, and container "web" of Deployment/shop (spec.template.spec.containers[0].env[0]) a \
        valueFrom.configMapKeyRef: the API server would merge them, and a variable can have one alone; take it out of \
        one of the two
        """),
    Case(
      testDescription: "a probe of another kind",
      patterns: """
          - {name: s, sidecar: {container: {image: s}}, application: {livenessProbe: {tcpSocket: {port: 80}}}}
        """,
      container: "livenessProbe: {httpGet: {port: 80}}",
      problem: """
        spec.patterns[0].application.livenessProbe: Invalid value: {"tcpSocket":{"port":80}}: pattern "s" gives the \
        livenessProbe tcpSocket, and container "web" of Deployment/shop has it with httpGet \
        (spec.template.spec.containers[0].livenessProbe): the API server would merge them, and a probe can have one \
        alone; take it out of one of the two
        """),
  ]

  @Test("names both sides", arguments: cases)
  func conflict(_ conflict: Case) throws {
    let state = try TargetState.shop(container: conflict.container, pod: conflict.pod, holders: conflict.holders)
    #expect(try problems(Manifest.extending(patterns: conflict.patterns), state) == [conflict.problem])
  }

  @Test(
    "a mount of the node's directories that the target has needs the operator's flag, but for what the library reads there",
    arguments: [
      ("sidecar: {container: {image: s, volumeMounts: [{name: node, mountPath: /h}]}}", "sidecar.container"),
      (
        "init: {migrate: {container: {image: s, volumeMounts: [{name: node, mountPath: /h}]}, mode: OncePerVersion}}",
        "init.migrate.container"
      ),
      (
        "sidecar: {container: {image: s}}, application: {volumeMounts: [{name: node, mountPath: /h}]}", "application"
      ),
      ("sidecar: {logStream: {directory: /var/log/app, files: [a.log]}}", nil),
    ] as [(String, String?)])
  func nodeMounts(pattern: String, field: String?) throws {
    let state = try TargetState.shop(
      container: "volumeMounts: [{name: node, mountPath: /var/log/app}]",
      pod: "volumes: [{name: node, hostPath: {path: /var/log}}]")
    let manifest = Manifest.extending(patterns: "  - {name: s, \(pattern)}")
    #expect(try problems(manifest, state) == [])
    var options = CompositionOptions.test
    options.allowPrivileged = false
    let refused = try problems(manifest, state, options)
    #expect(refused.count == (field == nil ? 0 : 1), "\(refused)")
    if let field {
      let place = "spec.patterns[0].\(field).volumeMounts[0].name: Forbidden: "
      #expect(refused.first?.hasPrefix(place) == true, "\(refused)")
    }
  }

  @Test("what the owner's manifest says of ports is none: the application may have moved, and others are as they are")
  func declaredPorts() throws {
    let both = "initContainers: [{name: proxy, image: p, restartPolicy: Always, ports: [{containerPort: 80}]}]"
    for (port, pod) in [(9200, ""), (80, both)] {
      let state = try TargetState.shop(container: "ports: [{containerPort: \(port)}]", pod: pod)
      #expect(try problems(Manifest.extending(patterns: TargetExtensionTests.tls), state) == [])
    }
  }

  @Test("two patterns are refused as ever")
  func patterns() throws {
    let patterns = """
        - {name: a, sidecar: {container: {image: s}}, application: {env: [{name: A, value: "1"}], args: [a]}}
        - {name: b, sidecar: {container: {image: s}}, application: {env: [{name: A, value: "2"}], args: [b]}}
      """
    let refused = try problems(Manifest.extending(patterns: patterns), .shop(container: "env: [{name: A, value: x}]"))
    #expect(
      refused == [
        """
        spec.patterns[1].application.env[0].name: Duplicate value: "A": pattern "b" and pattern "a" \
        (spec.patterns[0].application.env[0]) give this variable different contents
        """,
        """
        spec.patterns[1].application.args: Invalid value: ["b"]: pattern "b" and pattern "a" \
        (spec.patterns[0].application.args) give the application different args
        """,
      ])
  }

  @Test("the application's container has to be there")
  func application() throws {
    let manifest = Manifest.extending(spec: "  application: api", patterns: TargetExtensionTests.tls)
    let state = try TargetState.shop(pod: "restartPolicy: Always")
    #expect(
      try problems(manifest, state) == [#"spec.application: Unsupported value: "api": supported values: "web""#])
  }

  @Test("without a name the application is the owner's first container, not that of another PodPattern")
  func firstContainer() throws {
    var state = try TargetState.shop(holders: ["proxy": "PodPattern \"other\""])
    state.workload["spec"]?["template"]?["spec"]?["containers"] = [
      ["name": "proxy", "image": "p"], ["name": "web", "image": "w"],
    ]
    let touched = try Extended(Manifest.extending(patterns: TargetExtensionTests.tls), state).added().touched
    #expect(touched == [#".spec.template.spec.containers[name="web"].env[name="http.port"]"#])
  }

  /// What is no workload at all, and what the answer begins with.
  static let nonsense: [(workload: JSON, problem: String)] = [
    (.null, #"spec.target: Invalid value: "Deployment/shop": has no pod template at spec.template"#),
    (["spec": []], #"spec.target: Invalid value: "Deployment/shop": has no pod template at spec.template"#),
    (["spec": ["template": "x"]], #"Deployment/shop: spec.template: Invalid value: "x": must be an object"#),
    (["spec": ["template": [:]]], "Deployment/shop: spec.template.spec: Required value"),
    (["spec": ["template": ["metadata": 1]]], "Deployment/shop: spec.template.metadata: Invalid value: 1: must be"),
    (
      ["spec": ["template": ["spec": ["containers": []]]]],
      "Deployment/shop: spec.template.spec.containers: Required value: must not be empty"
    ),
    (
      ["spec": ["template": ["spec": ["containers": [["name": 1], "x"]]]]],
      "Deployment/shop: spec.template.spec.containers[0].name: Invalid value: 1"
    ),
  ]

  @Test("what has no pod template is refused with its place", arguments: nonsense)
  func noTemplate(workload: JSON, problem: String) throws {
    let refused = try problems(
      Manifest.extending(patterns: TargetExtensionTests.tls), TargetState(workload: workload))
    #expect(refused.first?.hasPrefix(problem) == true, "\(refused)")
  }

  @Test("fields of another type than Kubernetes' count as not there, and nothing fails")
  func wrongTypes() throws {
    let values: [JSON] = [.null, 1, "x", [], [:], [1], [[:]], ["a": ["b": 1]]]
    for value in values {
      for field in ["env", "ports", "volumeMounts", "command", "readinessProbe", "lifecycle", "securityContext"] {
        var container: JSON = ["name": "web"]
        container[field] = value
        let spec: JSON = ["containers": [container], "securityContext": value, "restartPolicy": value]
        let template: JSON = ["spec": spec]
        let state = TargetState(
          workload: ["spec": ["selector": value, "template": template]], service: ["spec": ["ports": value]])
        let manifest = Manifest.extending(
          "{kind: Deployment, name: shop, service: shop}", patterns: TargetExtensionTests.tls)
        let result = Composer(.test).compose(try Manifest.decode(manifest), target: state)
        guard case .success(_, let extensions, _) = result else {
          Issue.record("\(field): \(value.serializedString()): \(result)")
          continue
        }
        #expect(extensions.contains { $0.object["kind"] == "Deployment" }, "\(field): \(value.serializedString())")
      }
    }
  }

  @Test("without its target nothing is composed")
  func missing() throws {
    let manifest = Manifest.extending("{kind: Deployment, name: shop, service: front}", patterns: "    []")
    #expect(
      try problems(manifest, nil) == [#"spec.target: Invalid value: "Deployment/shop": there is no such object"#])
    #expect(
      try problems(manifest, .shop()) == [
        #"spec.target.service: Invalid value: "front": there is no Service of this name"#
      ])
  }
}
