// The real PostgreSQL, on the loopback address.

import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

enum PostgreSQL {
  static let isAvailable = ["initdb", "postgres", "psql"].allSatisfy { Programs.find($0) != nil }

  /// Runs an empty server while the body runs; the user is `postgres`, who needs no password.
  static func with(_ body: (_ port: Int) async throws -> Void) async throws {
    let directory = try TemporaryDirectory()
    let data = try directory.makeDirectory("data")
    if getuid() == 0 {
      // As root it would not run.
      chmod(directory.path, 0o755)
      chown(data, nobody, nobody)
    }
    let initialize = try command("initdb", ["-D", data, "-U", "postgres", "--auth", "trust", "--no-sync"])
    let output = try await Programs.run(initialize[0], Array(initialize.dropFirst()))
    let port = try Loopback.freePort()
    let server = try command(
      "postgres", ["-D", data, "-h", "127.0.0.1", "-p", "\(port)", "-k", data, "-c", "fsync=off"])
    try await Programs.during(server[0], Array(server.dropFirst())) {
      do {
        try await eventually("PostgreSQL answers", within: .seconds(30)) {
          try await query("select 'ready'", port: port) == "ready\n" ? true : nil
        }
      } catch {
        throw TestSupportError(description: "\(error): \(output)")
      }
      try await body(port)
    }
  }

  /// What psql prints for a query, and its errors.
  static func query(_ text: String, port: Int) async throws -> String {
    try await Programs.run(
      try command("psql")[0], ["-h", "127.0.0.1", "-p", "\(port)", "-U", "postgres", "-Atc", text])
  }

  private static let nobody: UInt32 = 65534

  private static func command(_ name: String, _ arguments: [String] = []) throws -> [String] {
    guard let program = Programs.find(name) else { throw TestSupportError(description: "there is no \(name)") }
    guard getuid() == 0, name != "psql", let setpriv = Programs.find("setpriv") else { return [program] + arguments }
    // The programs may lie in root's own cache, and look for one another there with access(2).
    let reading = [
      "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--securebits=+no_setuid_fixup",
    ]
    return [setpriv, "--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups"] + reading + [program] + arguments
  }
}
