// The ports that servers of a test listen on.

import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ports of the loopback address.
public enum Loopback {
  /// Below those that systems choose by themselves, for listeners on any port and for the near ends of connections.
  private static let ports = 15000..<30000
  private static let next = Mutex(Int.random(in: ports))

  /// A port that nothing listens on.
  ///
  /// The program that it is for may need a while until it listens. So no port is given out twice, and none that the
  /// system may give to somebody else meanwhile: a test would then wait for its own server and meet that of another.
  public static func freePort() throws -> Int {
    for _ in ports {
      let port = next.withLock { next in
        defer { next = next + 1 == ports.upperBound ? ports.lowerBound : next + 1 }
        return next
      }
      if isFree(port) { return port }
    }
    throw TestSupportError(description: "no free port")
  }

  private static func isFree(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    return bindSocket(descriptor, to: UInt16(port)) != nil
  }

  /// Binds a socket to a port, 0 for any that is free, and gives the port; `nil` where it is not free.
  private static func bindSocket(_ descriptor: Int32, to port: UInt16) -> Int? {
    var address = ipv4(port: port)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    return isBound ? Int(UInt16(bigEndian: address.sin_port)) : nil
  }

  /// Waits until something listens on a port.
  public static func waitForListener(on port: Int) async throws {
    try await eventually("something listens on port \(port)") { isListening(on: port) ? true : nil }
  }

  /// Runs the body with the port of a listener that takes connections and never answers.
  public static func withSilentListener<Result>(_ body: (Int) async throws -> Result) async throws -> Result {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    guard let port = bindSocket(descriptor, to: 0), listen(descriptor, 16) == 0 else {
      throw TestSupportError(description: "cannot listen")
    }
    return try await body(port)
  }

  /// Runs the body with a port at which connections are refused: nobody listens there, and nobody else can begin to.
  public static func withClosedPort<Result>(_ body: (Int) async throws -> Result) async throws -> Result {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    guard let port = bindSocket(descriptor, to: 0) else { throw TestSupportError(description: "cannot have a port") }
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
