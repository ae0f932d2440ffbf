import PatternLibrary
import JSONTree
import TestSupport
import Testing

/// What a migration becomes; `MigrationTests` runs it.
@Suite("Migration")
struct MigrateTests {
  private static let fields = """
    container: {image: m, command: [migrate], ports: [{containerPort: 1}], \
    volumeMounts: [{name: sql, mountPath: /sql}]}
    """
  private static let volumes = "volumes: [{name: sql, configMap: {name: sql}}]"

  @Test("in each pod it is an init container")
  func eachPod() throws {
    let composed = try composed("\(Self.fields), \(Self.volumes)")
    #expect(try composed.names("initContainers") == ["schema"])
    #expect(try composed.names("volumes") == ["sql"])
    #expect(composed.objects.map { $0["kind"] } == ["Deployment"])
  }

  @Test("once per version it is a Job before everything else, which runs where and as whom the pods do")
  func oncePerVersion() throws {
    let composed = try composed(
      "\(Self.fields), \(Self.volumes), mode: OncePerVersion, activeDeadlineSeconds: 60",
      pod: """
        serviceAccountName: web, nodeSelector: {disk: fast}, volumes: [{name: data, emptyDir: {}}], \
        affinity: {nodeAffinity: {a: b}, podAffinity: {a: b}}
        """)
    #expect(composed.objects.map { $0["kind"] } == ["Job", "Deployment"])
    #expect(try composed.template["spec", "initContainers"] == nil)
    #expect(try composed.names("volumes") == ["data"])
    let job = try composed.object("Job")
    #expect(job["spec", "backoffLimit"] == 3 && job["spec", "activeDeadlineSeconds"] == 60)
    #expect(job["spec", "template", "metadata"] == nil, "no Service finds its pods")
    let pod = try #require(job["spec", "template", "spec"])
    #expect(pod["serviceAccountName"] == "web" && pod["nodeSelector"] == ["disk": "fast"])
    #expect(pod["affinity"] == ["nodeAffinity": ["a": "b"]], "where the pods are is not known yet")
    #expect(pod["restartPolicy"] == "Never")
    #expect(pod["volumes"] == [["name": "sql", "configMap": ["name": "sql"]]])
    let container = try #require(pod["containers"]?.array?.first)
    #expect(container["ports"] == [["containerPort": 1, "protocol": "TCP"]])
    #expect(PodSecurity.violations(container) == [])
    #expect(PodSecurity.missing(container, serves: false) == [])
  }

  @Test("the Job has another name for another version alone, and never one that is too long")
  func name() throws {
    func name(_ image: String, backoffLimit: Int = 1, pod: String = "") throws -> String {
      let fields = "container: {image: \"\(image)\"}, mode: OncePerVersion, backoffLimit: \(backoffLimit)"
      return try #require(try composed(fields, pod: pod).object("Job")["metadata", "name"]?.string)
    }
    let first = try name("m:1")
    #expect(first.hasPrefix("app-schema-"))
    #expect(try name("m:1", backoffLimit: 2, pod: "nodeSelector: {a: b}") == first)
    #expect(try name("m:2") != first)
    let long = try Composed(
      Manifest.app(
        patterns: "    - {name: \(String(repeating: "x", count: 60)), init: {migrate: {container: {image: m}, "
          + "mode: OncePerVersion}}}")
    ).object("Job")["metadata", "name"]?.string
    #expect(long?.utf8.count == 63)
  }

  @Test("it cannot mount what it does not have, nor be privileged unless that is allowed")
  func refused() throws {
    let unknown = try problems(manifest("\(Self.fields), mode: OncePerVersion"))
    #expect(
      unknown.count == 1 && unknown[0].hasPrefix("spec.patterns[0].init.migrate.container.volumeMounts[0].name: "))
    let ambiguous = try problems(
      manifest("\(Self.fields), \(Self.volumes), mode: OncePerVersion", pod: "volumes: [{name: sql, emptyDir: {}}]"))
    #expect(
      ambiguous.count == 1 && ambiguous[0].hasPrefix("spec.patterns[0].init.migrate.volumes[0].name: Duplicate value"))
    var options = CompositionOptions.test
    options.allowPrivileged = false
    let privileged = try problems(
      manifest("container: {image: m, securityContext: {privileged: true}}, mode: OncePerVersion"), options)
    #expect(privileged.count == 1 && privileged[0].contains("--allow-privileged"), "\(privileged)")
  }

  private func manifest(_ fields: String, pod: String = "") -> String {
    Manifest.app(pod: pod, patterns: "    - {name: schema, init: {migrate: {\(fields)}}}")
  }

  private func composed(_ fields: String, pod: String = "") throws -> Composed {
    try Composed(manifest(fields, pod: pod))
  }
}
