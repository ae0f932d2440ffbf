import JSONTree
import Subprocess
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The reloading sidecar's command, to the letter, with the real busybox and nginx.
///
/// Skipped where there is no busybox or nginx (`apt-get install busybox nginx-light`).
@Suite(
  "Reloading with busybox",
  .enabled(if: Busybox.path != nil && Nginx.path != nil, "needs busybox and nginx: hack/test provides them"))
struct ConfigReloadTests {
  @Test("a signal has nginx serve the new configuration: once for a change, and only when it is complete")
  func signalled() async throws {
    let directory = try TemporaryDirectory()
    let volume = try KubeletVolume("volume", in: directory)
    let port = try Loopback.freePort()
    try volume.change(to: "1", ["nginx.conf": configuration("one", port, in: directory)])
    try await duringNginx(configuration: "\(volume.path)/nginx.conf", port, in: directory) { process in
      try await during("signal: {process: \(process)}", volume, in: directory) {
        try volume.prepare(version: "2", ["nginx.conf": configuration("two", port, in: directory)])
        try await someLooks(in: directory)
        #expect(try await answer(port) == "one")
        volume.swap()
        try await eventually("nginx answers two") { try await answer(port) == "two" ? true : nil }
        try await someLooks(in: directory)
      }
    }
    let log = TemporaryDirectory.read("\(directory.path)/nginx-error.log")
    #expect(log.split(separator: "\n").count { $0.contains("signal 1 (SIGHUP) received") } == 1, "\(log)")
  }

  @Test("a request is repeated until it succeeds, and then no more")
  func requested() async throws {
    let directory = try TemporaryDirectory()
    let volume = try KubeletVolume("volume", in: directory)
    let port = try Loopback.freePort()
    let requests = { @Sendable in TemporaryDirectory.read("\(directory.path)/application.log") }
    try volume.change(to: "1", ["a": "1"])
    try await during("http: {port: \(port), path: /-/reload}", volume, in: directory) {
      try volume.change(to: "2", ["a": "2"])
      try await someLooks(in: directory)
      try await Nginx.duringApplication(on: port, in: directory, locations: "location /-/reload { return 503; }") {
        _ = try await eventually("two calls have failed") {
          requests().split(separator: "\n").count { $0.contains("\"POST /-/reload HTTP/1.1\" 503") } >= 2 ? true : nil
        }
      }
      try await Nginx.duringApplication(on: port, in: directory, locations: "location /-/reload { return 204; }") {
        try await eventually("a call has succeeded") { requests().contains("\" 204 ") ? true : nil }
        try await someLooks(in: directory)
      }
    }
    #expect(requests().split(separator: "\n").count { $0.contains("\" 204 ") } == 1, "\(requests())")
  }

  @Test("a change while the sidecar was restarted is not lost, and a restart alone reloads nothing")
  func restarted() async throws {
    let directory = try TemporaryDirectory()
    let volume = try KubeletVolume("volume", in: directory)
    let port = try Loopback.freePort()
    let requests = { @Sendable in TemporaryDirectory.read("\(directory.path)/application.log").split(separator: "\n") }
    try volume.change(to: "1", ["a": "1"])
    try await Nginx.duringApplication(on: port, in: directory) {
      let fields = "http: {port: \(port), path: /again, method: GET}"
      for _ in 1...2 {
        try await during(fields, volume, in: directory) { try await someLooks(in: directory) }
      }
      #expect(requests().isEmpty)
      try volume.change(to: "2", ["a": "2"])
      try await during(fields, volume, in: directory) {
        try await eventually("the change was reloaded") { requests().isEmpty ? nil : true }
      }
      #expect(requests().count == 1 && requests()[0].contains("GET /again "), "\(requests())")
    }
  }

  @Test("a native sidecar has started once it knows what the application reads; another keeps no application waiting")
  func started() throws {
    let manifest = Manifest.app(
      pod: "volumes: [{name: v, configMap: {name: c}}]", patterns: pattern("http: {port: 80}"))
    let native = try Composed(manifest).container("reload")["startupProbe", "exec", "command"]
    #expect(native == ["sh", "-c", "[ -e /podpattern/state/applied ]"])
    #expect(try Composed(manifest, .plain).container("reload")["startupProbe"] == nil)
  }

  @Test("processes are shared for a signal alone, which the sidecar sends as the application's user")
  func processNamespace() throws {
    let pod = "volumes: [{name: v, configMap: {name: c}}], securityContext: {runAsUser: 101}"
    let signalled = try Composed(Manifest.app(pod: pod, patterns: pattern("signal: {process: web}")))
    #expect(try signalled.template["spec", "shareProcessNamespace"] == true)
    #expect(try signalled.container("reload")["securityContext", "runAsUser"] == 101)
    let requested = try Composed(Manifest.app(pod: pod, patterns: pattern("http: {port: 80}")))
    #expect(try requested.template["spec", "shareProcessNamespace"] == nil)
    #expect(try requested.container("reload")["securityContext", "runAsUser"] == 65534)
  }

  struct Refusal: Sendable {
    let pod: String
    let fields: String
    let problem: String
  }

  @Test(
    "what cannot work is refused",
    arguments: [
      Refusal(
        pod: "volumes: [{name: v, configMap: {name: c}}]", fields: "signal: {process: web}",
        problem: "configReload.signal: Forbidden: container \"web\" needs a securityContext with a runAsUser"),
      Refusal(
        pod: "volumes: [{name: v, configMap: {name: c}}], securityContext: {runAsUser: 0}",
        fields: "signal: {process: web}", problem: "configReload.signal: Forbidden: container \"web\" needs"),
      Refusal(
        pod: "volumes: [{name: v, configMap: {name: c}}], securityContext: {runAsUser: 1}, hostPID: true",
        fields: "signal: {process: web}", problem: "says hostPID: true (spec.workload.template.spec.hostPID)"),
      Refusal(
        pod:
          "volumes: [{name: v, secret: {secretName: c}}], securityContext: {runAsUser: 1}, shareProcessNamespace: false",
        fields: "signal: {process: web}", problem: "says shareProcessNamespace: false"),
      Refusal(
        pod: "volumes: [{name: v, emptyDir: {}}]", fields: "http: {port: 80}",
        problem: "configReload.volumes[0]: Invalid value: \"v\": must be a volume of one of these kinds"),
      Refusal(pod: "", fields: "http: {port: 80}", problem: "mounts a volume that the pod does not have"),
    ])
  func refused(_ refusal: Refusal) throws {
    let found = try problems(Manifest.app(pod: refusal.pod, patterns: pattern(refusal.fields)))
    #expect(found.count == 1 && found[0].contains(refusal.problem), "\(found)")
  }

  @Test("a file that is mounted by subPath is warned of")
  func subPath() throws {
    let composed = try Composed(
      Manifest.app(
        container: "volumeMounts: [{name: v, mountPath: /a, subPath: a}]",
        pod: "volumes: [{name: v, configMap: {name: c}}]", patterns: pattern("http: {port: 80}")))
    #expect(composed.warnings.count == 1 && composed.warnings[0].contains("by subPath never changes"))
  }

  private func pattern(_ fields: String) -> String {
    "    - {name: reload, sidecar: {configReload: {volumes: [v], \(fields)}}}"
  }

  /// Runs the sidecar; only its paths are those of this machine, and its pauses are short and counted.
  private func during(
    _ fields: String, _ volume: KubeletVolume, in directory: TemporaryDirectory, _ body: () async throws -> Void
  ) async throws {
    let composed = try Composed(
      Manifest.app(
        pod: "volumes: [{name: v, configMap: {name: c}}], securityContext: {runAsUser: 101}",
        patterns: pattern(fields)))
    let container = try composed.container("reload")
    var command = container.commandLine
    var probe = (container["startupProbe", "exec", "command"]?.array ?? []).compactMap(\.string)
    try #require([command.first, probe.first] == ["sh", "sh"])
    command[2] = command[2].replacing("/podpattern/state", with: directory.path)
      .replacing("sleep 2 &", with: "echo >>\(looks(in: directory))\nsleep 0.05 &")
    probe[2] = probe[2].replacing("/podpattern/state", with: directory.path)
    #expect(command.removeLast() == "/podpattern/volumes/v")

    var variables = container.environment()
    variables["PATH"] = try Busybox.bin(in: directory)
    let busybox = try #require(Busybox.path)
    try await Programs.during(busybox, command + [volume.path], environment: variables) {
      try await eventually("the sidecar has started") { [probe] in
        try? await Programs.succeed(busybox, probe)
      }
      try await body()
    }
  }

  private func looks(in directory: TemporaryDirectory) -> String { "\(directory.path)/looks" }

  /// Waits until the sidecar has looked a few times from now on.
  private func someLooks(in directory: TemporaryDirectory) async throws {
    let file = looks(in: directory)
    let before = TemporaryDirectory.read(file).utf8.count
    try await eventually("the sidecar looks") { TemporaryDirectory.read(file).utf8.count >= before + 4 ? true : nil }
  }

  /// Runs nginx under a name of its own, so that no other nginx of this machine gets its signals.
  private func duringNginx(
    configuration: String, _ port: Int, in directory: TemporaryDirectory, _ body: (String) async throws -> Void
  ) async throws {
    let program = "\(directory.path)/nginx-\(port)"
    symlink(try #require(Nginx.path), program)
    let user = getuid() == 0 ? " user root root;" : ""
    try await Programs.during(
      program, ["-e", "\(directory.path)/nginx-error.log", "-c", configuration, "-g", "daemon off;\(user)"]
    ) {
      try await Loopback.waitForListener(on: port)
      let name = try await eventually("nginx has written its number") {
        let pid = TemporaryDirectory.read("\(directory.path)/nginx.pid").split(separator: "\n").first ?? ""
        return TemporaryDirectory.read("/proc/\(pid)/comm").split(separator: "\n").first.map(String.init)
      }.value
      try await body(name)
    }
  }

  private func configuration(_ text: String, _ port: Int, in directory: TemporaryDirectory) -> String {
    """
    pid \(directory.path)/nginx.pid;
    error_log \(directory.path)/nginx-error.log notice;
    worker_processes 2;
    events {}
    http {
      access_log off;
      client_body_temp_path \(directory.path)/n1;
      proxy_temp_path \(directory.path)/n2;
      fastcgi_temp_path \(directory.path)/n3;
      uwsgi_temp_path \(directory.path)/n4;
      scgi_temp_path \(directory.path)/n5;
      server { listen 127.0.0.1:\(port); location / { return 200 "\(text)"; } }
    }
    """
  }

  private func answer(_ port: Int) async throws -> String {
    try await Programs.run(
      try #require(Programs.find("curl")), ["-s", "--noproxy", "*", "--max-time", "20", "http://127.0.0.1:\(port)/"])
  }
}
