import JSONTree
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The container of `tlsTermination` on this machine: its command and its files to the letter, but for the paths.
struct NginxAmbassador: Sendable {
  /// Whether this machine has what the tests need.
  static let canRun =
    Nginx.path != nil && Curl.path != nil && Programs.find("openssl") != nil && PythonProgram.interpreter != nil

  /// What a test says that is skipped where something of it is missing.
  static let requirement: Comment = "needs nginx (hack/test provides it), curl, openssl and python3"

  let directory: TemporaryDirectory
  /// Where it listens, and where the application does.
  let port: Int
  let applicationPort: Int
  /// The volumes that the kubelet would renew.
  let certificate: KubeletVolume
  let clientCA: KubeletVolume?
  /// What it was composed into.
  let composed: Composed

  var url: String { "https://127.0.0.1:\(port)" }
  var accessLog: String { TemporaryDirectory.read("\(directory.path)/access.log") }
  var errorLog: String { TemporaryDirectory.read("\(directory.path)/ambassador-error.log") }

  /// Runs it while `body` does.
  ///
  /// - Parameters:
  ///   - fields: fields of `tlsTermination` beside the ports and the certificate, as a YAML flow mapping without braces.
  ///   - container: members of the application's container; `PORT` in them is the port that is listened on.
  ///   - more: other patterns; `BEHIND` in them is the port that nginx leads to.
  ///   - certificate: the Secret with the certificate.
  ///   - clientCA: the object that `clientCA` in `fields` names.
  static func during(
    _ fields: String = "", container: String = "", more: String = "", in directory: TemporaryDirectory,
    certificate: [String: String],
    clientCA: [String: String]? = nil, _ body: (NginxAmbassador) async throws -> Void
  ) async throws {
    let (port, applicationPort) = (try Loopback.freePort(), try Loopback.freePort())
    let composed = try Composed(
      Manifest.app(
        container: container.replacing("PORT", with: "\(port)"),
        patterns: """
            - name: tls
              ambassador:
                tlsTermination:
                  {listenPort: \(port), applicationPort: \(applicationPort),
                   certificateSecret: c\(fields.isEmpty ? "" : ", " + fields)}
          \(more.replacing("BEHIND", with: "\(applicationPort)"))
          """))
    let ambassador = NginxAmbassador(
      directory: directory, port: port, applicationPort: applicationPort,
      certificate: try KubeletVolume("certificate", in: directory, certificate),
      clientCA: try clientCA.map { try KubeletVolume("client-ca", in: directory, $0) }, composed: composed)
    let script = try ambassador.install(
      try #require(try composed.object("ConfigMap")["data"]?.object), command: try composed.container("tls")["command"])
    try await Programs.during("/bin/sh", [script], environment: ["PATH": "\(directory.path)/bin:/usr/bin:/bin"]) {
      do {
        try await Loopback.waitForListener(on: ambassador.port)
      } catch {
        throw TestSupportError(description: "\(error): \(ambassador.errorLog)")
      }
      try await body(ambassador)
    }
  }

  /// Writes the files of the ConfigMap, with the paths of this machine in them; returns the script that the command runs.
  private func install(_ files: JSONObject, command: JSON?) throws -> String {
    for name in ["bin", "config", "tmp"] { _ = try directory.makeDirectory(name) }
    for (name, text) in files {
      try TemporaryDirectory.write(local(try #require(text.string)), to: "\(directory.path)/config/\(name)")
    }
    let wrapper = "\(directory.path)/bin/nginx"
    try TemporaryDirectory.write(
      "#!/bin/sh\nexec \(try #require(Nginx.path)) -g '\(Nginx.directives)' \"$@\"\n", to: wrapper)
    chmod(wrapper, 0o755)
    let words = (command?.array ?? []).compactMap(\.string)
    #expect(words.count == 2 && words.first == "sh")
    return local(words.last ?? "")
  }

  private func local(_ text: String) -> String {
    text.replacing("/tmp/", with: "\(directory.path)/tmp/")
      .replacing("/etc/podpattern-certificate", with: certificate.path)
      .replacing("/etc/podpattern-client-ca", with: "\(directory.path)/client-ca")
      .replacing("/etc/podpattern", with: "\(directory.path)/config")
      .replacing("/dev/stdout", with: "\(directory.path)/access.log")
      .replacing("error_log stderr", with: "error_log \(directory.path)/ambassador-error.log")
      .replacing("-e stderr", with: "-e \(directory.path)/ambassador-error.log")
  }
}
