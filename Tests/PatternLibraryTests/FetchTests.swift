import JSONTree
import KubernetesClient
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

enum Rclone {
  /// `PODPATTERN_TEST_RCLONE`, or the `rclone` of this machine.
  static let path = Programs.find("rclone", variable: "PODPATTERN_TEST_RCLONE")
  static let s3Server = Programs.find("moto_server")
}

/// The fetching init container's command, to the letter, with the real rclone, an S3 server and nginx.
///
/// Skipped where there is no rclone (`apt-get install rclone`) or S3 server (`pip install 'moto[server]'`).
@Suite(
  "Fetching with rclone",
  .enabled(
    if: Rclone.path != nil && Rclone.s3Server != nil && Nginx.path != nil,
    "needs rclone, moto_server and nginx: hack/test provides them"))
struct FetchTests {
  fileprivate static let content = String(repeating: "0123456789abcdef", count: 3 << 16)

  @Test("what is there arrives, in directories of its own, and is fetched once")
  func present() async throws {
    try await withStore { store in
      let sum = try await store.checksum()
      let objects = #"{source: "s3://models/large/m.bin", path: a/b.bin, sha256: "\#(sum)"}, \#(store.plain)"#
      #expect(try await store.fetch(objects).code == 0)
      #expect(store.read("a/b.bin") == Self.content)
      #expect(store.read("plain.bin") == Self.content)
      #expect(store.read(".fetching/object").isEmpty)

      let again = try await store.fetch(#"{source: "s3://models/none", path: a/b.bin, sha256: "\#(sum)"}"#)
      #expect(again.code == 0, "the file is right already: \(again.output)")
    }
  }

  @Test(
    "what is missing, or only the beginning of other keys, fails", arguments: ["models/none", "models/large", "none/a"])
  func missing(_ object: String) async throws {
    try await withStore { store in
      let result = try await store.fetch(#"{source: "s3://\#(object)", path: m.bin}"#)
      #expect(result.code == 1, "\(result.output)")
      #expect(result.output.contains("s3:\(object): "))
      #expect(store.read("m.bin").isEmpty)
    }
  }

  @Test("what has another SHA-256 fails, and neither takes the file's place nor removes it")
  func wrongChecksum() async throws {
    try await withStore { store in
      try TemporaryDirectory.write("older", to: "\(store.directory)/plain.bin")
      let wrong = String(repeating: "0", count: 64)
      let result = try await store.fetch(#"{source: "s3://models/large/m.bin", path: plain.bin, sha256: "\#(wrong)"}"#)
      #expect(result.code == 1)
      #expect(result.output.contains("the SHA-256 is not \(wrong)"), "\(result.output)")
      #expect(store.read("plain.bin") == "older")
    }
  }

  @Test("a connection that breaks in the middle is tried again, and the file is whole")
  func brokenConnection() async throws {
    try await withStore { store in
      await store.proxy.begin(CutAfter(bytes: 1 << 20))
      let result = try await store.fetch(store.plain)
      #expect(result.code == 0, "\(result.output)")
      #expect(store.read("plain.bin") == Self.content)
    }
  }

  @Test("a container that ends in the middle leaves nothing behind that the next one takes for complete")
  func interrupted() async throws {
    try await withStore { store in
      await store.proxy.begin(StallAfter(bytes: 1 << 20))
      let line = try store.command(store.plain)
      _ = try await Programs.during(try #require(Busybox.path), line.arguments, environment: line.environment) {
        try await eventually("part of the file has arrived", within: .seconds(30)) {
          let part = store.read(".fetching/object")
          return !part.isEmpty && part.utf8.count < Self.content.utf8.count ? true : nil
        }
      }
      #expect(store.read("plain.bin").isEmpty)
      await store.proxy.end()
      mkdir("\(store.directory)/.fetching", 0o700)
      try TemporaryDirectory.write("half", to: "\(store.directory)/.fetching/object")
      #expect(try await store.fetch(store.plain).code == 0)
      #expect(store.read("plain.bin") == Self.content)
    }
  }

  @Test("https is verified, and gets the header of the Secret")
  func https() async throws {
    let work = try TemporaryDirectory()
    let directory = try work.makeDirectory("files")
    let port = try Loopback.freePort()
    _ = try await Programs.run(
      try #require(Programs.find("openssl")),
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj",
        "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", "\(work.path)/tls.key", "-out",
        "\(work.path)/tls.crt",
      ])
    let configuration = """
      pid \(work.path)/web.pid;
      events {}
      http {
        access_log off;
        client_body_temp_path \(work.path)/n1; proxy_temp_path \(work.path)/n2; fastcgi_temp_path \(work.path)/n3;
        uwsgi_temp_path \(work.path)/n4; scgi_temp_path \(work.path)/n5;
        server {
          listen 127.0.0.1:\(port) ssl;
          ssl_certificate \(work.path)/tls.crt;
          ssl_certificate_key \(work.path)/tls.key;
          location / {
            if ($http_authorization != "Bearer a,b;c'd  *") { return 401; }
            return 200 "for you";
          }
        }
      }
      """
    let object = #"{source: "https://localhost:\#(port)/file", path: f}"#
    try await Nginx.during(configuration: configuration, in: work, port: port, name: "web") {
      for (authority, token, code) in [
        ("tls.crt", "Bearer a,b;c'd  *", 0), ("tls.crt", "Bearer x", 1), ("none", "Bearer a,b;c'd  *", 1),
      ] {
        let line = try FetchCommand(
          "objects: [\(object)], httpsCredentialsSecret: web", directory: directory, in: work,
          secrets: ["authorization": token], variables: ["SSL_CERT_FILE": "\(work.path)/\(authority)"])
        let result = try await line.run()
        #expect(result.code == code, "\(authority) \(token): \(result.output)")
        #expect(TemporaryDirectory.read("\(directory)/f") == (code == 0 ? "for you" : ""))
        unlink("\(directory)/f")
      }
    }
  }

  @Test("credentials are the pod's own, or come from Secrets as they are needed")
  func credentials() throws {
    func variables(_ fields: String) throws -> JSONObject {
      let pattern =
        "    - {name: f, init: {fetch: {directory: /f, objects: [{source: \"gs://a/b\", path: b}]\(fields)}}}"
      let variables = try Composed(Manifest.app(patterns: pattern)).container("f")["env"]?.array ?? []
      return JSONObject(variables.map { ($0["name"]?.string ?? "", $0) })
    }
    let own = try variables("")
    #expect(own.values.allSatisfy { $0["valueFrom"] == nil })
    #expect(own["RCLONE_CONFIG_S3_ENV_AUTH"]?["value"] == "true" && own["RCLONE_CONFIG_S3_PROVIDER"]?["value"] == "AWS")
    let given = try variables(", s3: {credentialsSecret: k}, gcsCredentialsSecret: g")
    #expect(
      given["AWS_SECRET_ACCESS_KEY"]?["valueFrom", "secretKeyRef"] == ["name": "k", "key": "AWS_SECRET_ACCESS_KEY"])
    #expect(given["AWS_SESSION_TOKEN"]?["valueFrom", "secretKeyRef", "optional"] == true)
    #expect(given["GOOGLE_APPLICATION_CREDENTIALS"]?["value"] == "/etc/podpattern-gcs/service-account.json")
  }
}

/// The container's command line; only its paths are those of this machine.
private struct FetchCommand {
  let arguments: [String]
  let environment: [Environment.Key: String?]

  init(
    _ fields: String, directory: String, in work: TemporaryDirectory, secrets: [String: String] = [:],
    variables: [Environment.Key: String?] = [:]
  ) throws {
    let pattern = "    - {name: f, init: {fetch: {directory: \(directory), \(fields)}}}"
    let container = try Composed(Manifest.app(patterns: pattern)).container("f")
    arguments = container.commandLine
    let path = "\(try Busybox.bin(in: work)):\(Programs.environment("PATH") ?? "")"
    let ofThisMachine: [Environment.Key: String?] = [
      "PATH": path, "AWS_CA_BUNDLE": nil, "NO_PROXY": "*", "no_proxy": "*",
    ]
    environment = container.environment(secrets: secrets).merging(ofThisMachine) { $1 }.merging(variables) { $1 }
  }

  func run() async throws -> (code: Int, output: String) {
    let result = try await Subprocess.run(
      .path(.init(try #require(Busybox.path))), arguments: Arguments(arguments),
      environment: .inherit.updating(environment), output: .string(limit: 1 << 20), error: .combinedWithOutput)
    guard case .exited(let code) = result.terminationStatus else { return (-1, result.standardOutput) }
    return (Int(code), result.standardOutput)
  }
}

/// An S3 server with two objects, behind a proxy that can do harm, and an empty volume.
private struct Store: Sendable {
  let proxy: FaultProxy
  let work: TemporaryDirectory
  let directory: String

  /// An object without a checksum.
  var plain: String { #"{source: "s3://models/large/m.bin", path: plain.bin}"# }

  func read(_ path: String) -> String { TemporaryDirectory.read("\(directory)/\(path)") }

  func checksum() async throws -> String {
    let sum = try await Programs.run(try #require(Busybox.path), ["sha256sum", "\(work.path)/content"])
    return String(try #require(sum.split(separator: " ").first))
  }

  func command(_ objects: String) throws -> FetchCommand {
    try FetchCommand(
      "objects: [\(objects)], s3: {endpoint: \"http://127.0.0.1:\(proxy.port)\", region: us-east-1, credentialsSecret: s}",
      directory: directory, in: work, secrets: ["AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"])
  }

  func fetch(_ objects: String) async throws -> (code: Int, output: String) { try await command(objects).run() }
}

private func withStore(_ body: @escaping @Sendable (Store) async throws -> Void) async throws {
  let work = try TemporaryDirectory()
  let port = try Loopback.freePort()
  let server = try #require(Rclone.s3Server)
  try await Programs.during(server, ["--port", "\(port)"]) {
    try await Loopback.waitForListener(on: port)
    let address = "http://127.0.0.1:\(port)"
    try TemporaryDirectory.write(FetchTests.content, to: "\(work.path)/content")
    let curl = try #require(Programs.find("curl"))
    let options = ["-sS", "--fail", "--noproxy", "*", "-X", "PUT"]
    _ = try await Programs.run(curl, options + ["\(address)/models"])
    _ = try await Programs.run(
      curl, options + ["--upload-file", "\(work.path)/content", "\(address)/models/large/m.bin"])
    let directory = try work.makeDirectory("files")
    try await FaultProxy.with(ServerAddress(address)) { proxy in
      try await body(Store(proxy: proxy, work: work, directory: directory))
    }
  }
}
