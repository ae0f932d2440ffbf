import FoundationEssentials

/// Where an API server is: `https://host:port`, and a path where a proxy serves several under one name.
public struct ServerAddress: Sendable, Hashable {
  /// Whether the connection is secured.
  public let usesTLS: Bool
  /// The host name or IP address, an IPv6 address without its brackets.
  public let host: String
  /// The port.
  public let port: Int
  /// What every request's path begins with, without a slash at its end; mostly empty.
  public let basePath: String

  /// Reads an address as a kubeconfig's `server` gives it.
  ///
  /// Without a scheme it is `https`; client-go takes that only where TLS settings are given as well, and else `http`.
  ///
  /// - Throws: ``Invalid`` with the rule that the text breaks.
  public init(_ text: String) throws(Invalid) {
    guard text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else { throw Invalid(message: "must be a URL") }
    let absolute = text.contains("://") ? text : "https://\(text)"
    guard let components = URLComponents(string: absolute), let scheme = components.scheme?.lowercased() else {
      throw Invalid(message: "must be a URL such as https://host:6443")
    }
    guard scheme == "https" || scheme == "http" else { throw Invalid(message: "must begin with https:// or http://") }
    guard components.user == nil, components.password == nil, components.query == nil, components.fragment == nil else {
      throw Invalid(message: "must not hold a user, a query or a fragment")
    }
    guard let host = components.host.map(Self.withoutBrackets), !host.isEmpty else {
      throw Invalid(message: "must name a host")
    }
    // Percent escapes are decoded by now, and could stand for anything.
    guard host.utf8.allSatisfy(Self.isAllowedInHost) else {
      throw Invalid(message: "must name a host of letters, digits, '-', '.' and '_', or an IP address")
    }
    let port = components.port ?? (scheme == "https" ? 443 : 80)
    guard 1...65535 ~= port else { throw Invalid(message: "must have a port between 1 and 65535") }
    self.usesTLS = scheme == "https"
    self.host = host
    self.port = port
    self.basePath = Self.withoutTrailingSlashes(components.percentEncodedPath)
  }

  /// What is wrong with an address.
  public struct Invalid: Error, Sendable, Hashable {
    /// The rule that it breaks.
    public let message: String
  }

  private static func withoutBrackets(_ host: String) -> String {
    host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }

  private static func isAllowedInHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._:".utf8.contains(byte)
    }
  }

  private static func withoutTrailingSlashes(_ path: String) -> String {
    String(path.reversed().drop { $0 == "/" }.reversed())
  }
}

extension ServerAddress: CustomStringConvertible {
  /// The address as a URL.
  public var description: String { "\(usesTLS ? "https" : "http")://\(authority)\(basePath)" }

  /// Host and port as in a `Host` header.
  var authority: String { "\(bracketed(host)):\(port)" }

  /// Scheme, host and port, with another host name in place of its own.
  func origin(host: String) -> String { "\(usesTLS ? "https" : "http")://\(bracketed(host)):\(port)" }

  private func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}
