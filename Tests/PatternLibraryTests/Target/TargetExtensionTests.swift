import JSONTree
import PatternLibrary
import Testing

/// What is added to a workload of somebody else's, and nothing more.
@Suite("Extensions of a target")
struct TargetExtensionTests {
  static let tls = """
      - name: tls
        ambassador: {tlsTermination: {listenPort: 9200, applicationPort: 9201, certificateSecret: c}}
        application: {env: [{name: http.port, value: "9201"}]}
    """

  @Test("an extension has the added fields alone, and names those in the owner's container")
  func added() throws {
    let extended = try Extended(Manifest.extending(patterns: Self.tls), .shop(container: "env: [{name: A, value: b}]"))
    let added = try extended.added()
    #expect(added.object.object?.keys == ["apiVersion", "kind", "metadata", "spec"])
    #expect(added.object["apiVersion"] == "apps/v1")
    #expect(added.object["metadata"] == ["name": "shop", "namespace": "test"])
    #expect(added.object["spec"]?.object?.keys.sorted() == ["template"])
    let template = try #require(added.object["spec", "template"])
    #expect(template.object?.keys.sorted() == ["metadata", "spec"])
    #expect(template["metadata", "annotations"]?.object?.keys.sorted() == ["config-checksum.podpattern.dev/app"])
    #expect(template["metadata"]?["labels"] == nil)
    #expect(template["spec"]?.object?.keys.sorted() == ["containers", "initContainers", "volumes"])
    #expect(
      template["spec"]?["containers"] == [["name": "web", "env": [["name": "http.port", "value": "9201"]]]])
    #expect(try extended.names("initContainers") == ["tls"])
    #expect(template["spec"]?["initContainers"]?.array?.first?["restartPolicy"] == "Always")
    #expect(added.touched == [#".spec.template.spec.containers[name="web"].env[name="http.port"]"#])
    #expect(added.object == added.object.withoutEmptyFields)
    #expect(extended.objects.map { $0["kind"]?.string } == ["ConfigMap"])
    #expect(extended.objects.first?["metadata", "labels", "podpattern.dev/name"] == "app")
  }

  @Test("what is touched is told with what follows")
  func warnings() throws {
    let extended = try Extended(Manifest.extending(patterns: Self.tls), .shop())
    #expect(
      extended.warnings == [
        #"""
        spec.patterns[0].application.env[0]: sets .spec.template.spec.containers[name="web"].env[name="http.port"] in \#
        container "web" of Deployment/shop, which is its owner's; it is given back once this PodPattern no longer needs it
        """#
      ])
  }

  @Test("before native sidecars a container is an ordinary one, beside the owner's")
  func plain() throws {
    let extended = try Extended(Manifest.extending(patterns: Self.tls), .shop(), .plain)
    #expect(try extended.names("containers") == ["web", "tls"])
    #expect(try extended.names("initContainers") == [])
  }

  @Test("without a change the application's container is not named, and without a pattern only the objects are")
  func untouched() throws {
    let redis = "  - {name: cache, sidecar: {redisCache: {}}}"
    let extended = try Extended(Manifest.extending(patterns: redis), .shop())
    #expect(try extended.pod["containers"] == nil)
    #expect(try extended.added().touched == [])
    let nothing = try Extended(
      Manifest.extending("{kind: Deployment, name: shop, service: shop}", patterns: "    []"),
      .shop(service: "{ports: [{port: 80}]}"))
    let metadata: JSON = ["name": "shop", "namespace": "test"]
    #expect(
      nothing.extensions.map(\.object) == [
        ["apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata],
        ["apiVersion": "v1", "kind": "Service", "metadata": metadata],
      ])
    #expect(nothing.objects == [] && nothing.warnings == [])
  }

  @Test("only what the container has not already is set in it")
  func differences() throws {
    let patterns = """
        - name: s
          sidecar: {container: {image: s}}
          application:
            env: [{name: A, value: a}, {name: B, value: b}, {name: F, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]
            volumeMounts: [{name: v, mountPath: /v}, {name: w, mountPath: /w}]
            command: [same]
            args: [other]
            readinessProbe: {httpGet: {path: /ready, port: 80}}
            livenessProbe: {exec: {command: [check]}}
      """
    let state = try TargetState.shop(
      container: """
        env: [{name: A, value: a}, {name: B, value: old}, \
        {name: F, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: spec.nodeName}}}], command: [same], args: [own], \
        volumeMounts: [{name: v, mountPath: /v}], \
        readinessProbe: {httpGet: {path: /, port: 80, scheme: HTTP}, periodSeconds: 5}
        """, pod: "volumes: [{name: v, emptyDir: {}}, {name: w, emptyDir: {}}]")
    let extended = try Extended(Manifest.extending(patterns: patterns), state)
    let web = #".spec.template.spec.containers[name="web"]"#
    #expect(
      try extended.pod["containers"] == [
        [
          "name": "web", "env": [["name": "B", "value": "b"]], "args": ["other"],
          "volumeMounts": [["name": "w", "mountPath": "/w"]], "readinessProbe": ["httpGet": ["path": "/ready"]],
          "livenessProbe": ["exec": ["command": ["check"]]],
        ]
      ])
    #expect(
      try extended.added().touched == [
        #"\#(web).env[name="B"]"#, #"\#(web).volumeMounts[mountPath="/w"]"#, "\(web).args",
        "\(web).readinessProbe.httpGet.path", "\(web).livenessProbe",
      ])
  }

  @Test("a probe that would ask the wrong port is sent to the front")
  func probes() throws {
    let state = try TargetState.shop(
      container: "ports: [{name: http, containerPort: 9201}], readinessProbe: {httpGet: {path: /, port: http}}")
    let extended = try Extended(Manifest.extending(patterns: Self.tls), state)
    let web = #".spec.template.spec.containers[name="web"]"#
    let container = try extended.pod["containers"]?.array?.first
    #expect(container?["readinessProbe"] == ["httpGet": ["port": 9200, "scheme": "HTTPS"]])
    #expect(
      try extended.added().touched.dropFirst() == [
        "\(web).readinessProbe.httpGet.port", "\(web).readinessProbe.httpGet.scheme",
      ])
    #expect(
      extended.warnings.contains { $0.hasPrefix("Deployment/shop: spec.template.spec.containers[0].readinessProbe") })
  }

  @Test("fields of the pod are set where they are not so already")
  func podFields() throws {
    let patterns = """
        - {name: k, init: {sysctl: {net.ipv4.tcp_syncookies: "1"}}}
        - {name: r, sidecar: {configReload: {volumes: [v], signal: {process: web}}}}
      """
    let pod = "volumes: [{name: v, configMap: {name: v}}], securityContext: {runAsUser: 1000}"
    let added = try Extended(Manifest.extending(patterns: patterns), .shop(pod: pod)).pod
    #expect(added["shareProcessNamespace"] == true)
    #expect(added["securityContext"] == ["sysctls": [["name": "net.ipv4.tcp_syncookies", "value": "1"]]])
    let state = try TargetState.shop(
      pod: """
        volumes: [{name: v, configMap: {name: v}}], shareProcessNamespace: true, \
        securityContext: {runAsUser: 1000, sysctls: [{name: net.ipv4.tcp_syncookies, value: "1"}]}
        """)
    let nothing = try Extended(Manifest.extending(patterns: patterns), state).pod
    #expect(nothing["shareProcessNamespace"] == nil && nothing["securityContext"] == nil)
  }

  @Test("the target may be of any kind with a pod template")
  func kinds() throws {
    var state = try TargetState.shop()
    let template = try #require(state.workload["spec", "template"])
    state.workload["spec"] = ["pods": ["template": template]]
    let target = "{kind: Set, apiVersion: example.com/v1, name: shop, templatePath: spec.pods.template}"
    let extended = try Extended(Manifest.extending(target, patterns: Self.tls), state)
    let object = try extended.added(to: "Set").object
    #expect(object["apiVersion"] == "example.com/v1")
    #expect(object["spec", "pods", "template", "spec"]?["initContainers"] != nil)
    #expect(
      try extended.added(to: "Set").touched == [
        #".spec.pods.template.spec.containers[name="web"].env[name="http.port"]"#
      ])
  }

  @Test("a CronJob's pods end by themselves, which only native sidecars allow")
  func cronJob() throws {
    let state = try TargetState(
      workload: TargetState.parse(
        """
        spec:
          jobTemplate:
            spec: {template: {spec: {restartPolicy: OnFailure, containers: [{name: web, image: w}]}}}
        """))
    let manifest = Manifest.extending("{kind: CronJob, name: nightly}", patterns: Self.tls)
    let object = try Extended(manifest, state).added(to: "CronJob").object
    #expect(object["apiVersion"] == "batch/v1")
    #expect(object["spec", "jobTemplate", "spec", "template"]?["spec"]?["initContainers"]?.array?.count == 1)
    #expect(
      try problems(manifest, state, .plain) == [
        """
        spec.patterns[0]: Forbidden: pattern "tls" runs as long as the pod, and a pod of CronJob/nightly could never end: \
        that needs native sidecars, which Kubernetes has from 1.29 on
        """
      ])
    let fetch = "  - {name: f, init: {container: {image: f}}}"
    #expect(try problems(Manifest.extending("{kind: CronJob, name: nightly}", patterns: fetch), state, .plain) == [])
  }

  @Test("whoever applies what kubectl showed has the added containers in the own manifest, which changes nothing")
  func adopted() throws {
    let state = try TargetState.shop(service: "{selector: {app: shop}, ports: [{port: 80}]}")
    let manifest = Manifest.extending(
      "{kind: Deployment, name: shop, service: shop}",
      patterns: Self.tls + "\n  - {name: m, adapter: {prometheusExporter: {preset: redis}}}")
    for options in [CompositionOptions.test, .plain] {
      let first = try Extended(manifest, state, options)
      var workload = try first.added().applied(to: state.workload)
      for list in ["containers", "initContainers"] {
        guard let containers = workload["spec", "template", "spec"]?[list]?.array else { continue }
        workload["spec"]?["template"]?["spec"]?[list] = .array(
          containers.map { container in
            var container = container
            container["terminationMessagePath"] = "/dev/termination-log"
            return container
          })
      }
      let service = try first.added(to: "Service").applied(to: #require(state.service))
      let again = try Extended(manifest, TargetState(workload: workload, service: service), options)
      #expect(again.objects == first.objects)
      #expect(try again.added().applied(to: workload) == workload)
    }
  }

  @Test("a container of that name that is another one is a conflict")
  func notAdopted() throws {
    let state = try TargetState.shop(pod: "initContainers: [{name: tls, image: other, restartPolicy: Always}]")
    #expect(
      try problems(Manifest.extending(patterns: Self.tls), state) == [
        """
        spec.patterns[0].name: Duplicate value: "tls": container "tls" of pattern "tls" and container "tls" of \
        Deployment/shop (spec.template.spec.initContainers[0].name) define this container differently
        """
      ])
  }
}
