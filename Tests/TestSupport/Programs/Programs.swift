// Running the real programs that the added containers would run.

import Subprocess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The programs that a machine has.
public enum Programs {
  /// The path of a program: what a variable of the environment says, else the first on the `PATH`.
  public static func find(_ name: String, variable: String? = nil) -> String? {
    if let path = variable.flatMap(environment) { return access(path, X_OK) == 0 ? path : nil }
    return "\(environment("PATH") ?? ""):/usr/sbin:/sbin".split(separator: ":").map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 }
  }

  /// A variable of this process' environment.
  public static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Runs a program to its end, and gives all that it says.
  public static func run(
    _ program: String, _ arguments: [String], environment: [Environment.Key: String?] = [:]
  ) async throws -> String {
    let result = try await Subprocess.run(
      .path(.init(program)), arguments: Arguments(arguments), environment: .inherit.updating(environment),
      output: .string(limit: 1 << 20),
      error: .combinedWithOutput)
    return result.standardOutput
  }

  /// Runs a program that has to succeed, and gives all that it says.
  ///
  /// - Throws: ``ProgramError`` with what it said, where it ends with another code than 0.
  @discardableResult
  public static func succeed(_ program: String, _ arguments: [String]) async throws -> String {
    let result = try await Subprocess.run(
      .path(.init(program)), arguments: Arguments(arguments), output: .string(limit: 1 << 20),
      error: .combinedWithOutput)
    guard result.terminationStatus.isSuccess else {
      throw ProgramError(description: "\(([program] + arguments).joined(separator: " ")): \(result.standardOutput)")
    }
    return result.standardOutput
  }

  /// Runs a program while `body` does, then ends it.
  public static func during<Result: Sendable>(
    _ program: String, _ arguments: [String], environment: [Environment.Key: String?] = [:],
    _ body: () async throws -> Result
  ) async throws -> Result {
    try await Subprocess.run(
      .path(.init(program)), arguments: Arguments(arguments), environment: .inherit.updating(environment),
      input: .none, output: .discarded, error: .discarded
    ) { execution in
      do {
        let result = try await body()
        try execution.send(signal: .terminate)
        return result
      } catch {
        try execution.send(signal: .kill)
        throw error
      }
    }.closureResult
  }
}

/// Ports of the loopback address.
public enum Loopback {
  /// A port that nothing listens on.
  public static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    return try bindToFreePort(descriptor)
  }

  private static func bindToFreePort(_ descriptor: Int32) throws -> Int {
    var address = ipv4(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isBound else { throw TestSupportError(description: "no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// Waits until something listens on a port.
  public static func waitForListener(on port: Int) async throws {
    try await eventually("something listens on port \(port)") { isListening(on: port) ? true : nil }
  }

  /// Runs the body with the port of a listener that takes connections and never answers.
  public static func withSilentListener<Result>(_ body: (Int) async throws -> Result) async throws -> Result {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    let port = try bindToFreePort(descriptor)
    guard listen(descriptor, 16) == 0 else { throw TestSupportError(description: "cannot listen") }
    return try await body(port)
  }

  private static func isListening(on port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = ipv4(port: UInt16(port))
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  private static func ipv4(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
