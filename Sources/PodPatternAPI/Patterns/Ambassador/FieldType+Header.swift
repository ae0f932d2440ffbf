// The headers in which a proxy tells the application who its client is.

extension FieldReader {
  /// Refuses the headers in which proxies tell where a request comes from: they have a meaning of their own.
  mutating func headerRule(about field: String, _ header: String?) {
    let name = header?.lowercased() ?? ""
    rule(
      "!has(self.\(field)) || !self.\(field).matches('^(?i)x-(real-ip|forwarded-(for|host|port|proto)|envoy-.*)$')",
      "\(field) must not be a header that proxies use for the origin of a request",
      about: field,
      holds: !["x-real-ip", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto"].contains(
        name)
        && !name.hasPrefix("x-envoy-"))
  }
}
