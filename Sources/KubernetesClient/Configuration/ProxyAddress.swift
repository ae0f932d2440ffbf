import FoundationEssentials

/// A proxy between the client and the API server.
public struct ProxyAddress: Sendable, Hashable {
  /// How the proxy is spoken to.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A tunnel made by HTTP's `CONNECT`.
    case http
    /// SOCKS 5; host names are resolved by the proxy.
    case socks5
  }

  /// How the proxy is spoken to.
  public let kind: Kind
  /// The host name or IP address, an IPv6 address without its brackets.
  public let host: String
  /// The port.
  public let port: Int
  /// The user name that the proxy asks for.
  public let user: String?
  /// The password that the proxy asks for.
  public let password: Secret?

  /// Reads an address as a kubeconfig's `proxy-url` gives it, such as `http://user:password@proxy:3128`.
  ///
  /// - Throws: ``Invalid`` with the rule that the text breaks; it does not repeat the text, which may hold a password.
  public init(_ text: String) throws(Invalid) {
    guard let url = URLComponents(string: text), let scheme = url.scheme?.lowercased() else {
      throw Invalid(message: "must be a URL such as http://proxy:3128")
    }
    guard let kind = Kind(rawValue: scheme) else {
      throw Invalid(message: "must begin with http:// or socks5://; TLS to the proxy (https://) is not supported")
    }
    guard let host = url.host, !host.isEmpty else { throw Invalid(message: "must name a host") }
    guard ["", "/"].contains(url.percentEncodedPath), url.query == nil, url.fragment == nil else {
      throw Invalid(message: "must not hold a path, a query or a fragment")
    }
    let port = url.port ?? (kind == .http ? 80 : 1080)
    guard 1...65535 ~= port else { throw Invalid(message: "must have a port between 1 and 65535") }
    guard kind == .http || url.user == nil else {
      throw Invalid(message: "must not hold a user: SOCKS 5 with user and password is not supported")
    }
    self.kind = kind
    self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    self.port = port
    self.user = url.user
    self.password = url.password.map { Secret($0) }
  }

  /// What is wrong with an address.
  public struct Invalid: Error, Sendable, Hashable {
    /// The rule that it breaks.
    public let message: String
  }
}

extension ProxyAddress: CustomStringConvertible {
  /// The address as a URL, without user and password.
  public var description: String { "\(kind.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
