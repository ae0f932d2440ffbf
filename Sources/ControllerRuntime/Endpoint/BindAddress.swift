// Where an endpoint listens, as a person writes it.

/// A host and a port to listen at: `:8080`, `127.0.0.1:8080`, `[::1]:8080`.
public struct BindAddress: Sendable, Hashable, CustomStringConvertible {
  /// The host; `nil` for all addresses of the machine.
  public let host: String?
  /// The port; 0 leaves the choice to the system.
  public let port: Int

  /// An address to listen at.
  public init(host: String? = nil, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `HOST:PORT` or `:PORT`; an IPv6 address is in brackets. `nil` where the text is neither.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil
    }
    guard host.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "/") }) else { return nil }
    self.init(host: host.isEmpty ? nil : String(host), port: Int(port))
  }

  /// The form in which it is read.
  public var description: String {
    let host = host ?? ""
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
