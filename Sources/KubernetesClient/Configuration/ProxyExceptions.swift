/// The servers that are reached without a proxy: what `NO_PROXY` holds.
///
/// Entries are separated by commas: `*` for all; an IP address; a network such as `10.0.0.0/8`; a domain, `example.com`, for
/// itself and all names below it; `.example.com` or `*.example.com` for those below it alone. All but networks may end with a
/// port.
struct ProxyExceptions: Sendable {
  private let entries: [String]

  init(_ text: String) {
    entries = text.lowercased().split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }
  }

  func contains(_ server: ServerAddress) -> Bool { entries.contains { Self.entry($0, covers: server) } }

  private static func entry(_ entry: String, covers server: ServerAddress) -> Bool {
    if entry == "*" { return true }
    let address = NetworkAddress(server.host)
    if let network = NetworkAddress.Range(entry) { return address.map(network.contains) ?? false }
    let (host, port) = split(entry)
    guard !host.isEmpty, port == nil || port == server.port else { return false }
    if let exception = NetworkAddress(host) { return exception == address }
    return covers(host, server.host.lowercased())
  }

  private static func covers(_ domain: String, _ host: String) -> Bool {
    if domain.hasPrefix("*.") { return host.hasSuffix(domain.dropFirst()) }
    if domain.hasPrefix(".") { return host.hasSuffix(domain) }
    return host == domain || host.hasSuffix(".\(domain)")
  }

  /// Host and port; an IPv6 address with a port is in brackets.
  private static func split(_ entry: String) -> (host: String, port: Int?) {
    guard NetworkAddress(entry) == nil, let colon = entry.lastIndex(of: ":"),
      let port = Int(entry[entry.index(after: colon)...])
    else { return (withoutBrackets(entry), nil) }
    return (withoutBrackets(String(entry[..<colon])), port)
  }

  private static func withoutBrackets(_ host: String) -> String {
    host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }
}
