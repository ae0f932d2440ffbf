// The headers in which a proxy tells the application who its client is.

extension FieldType where Value == String {
  /// A header's name, but none of those in which proxies tell where a request comes from: they have a meaning of their
  /// own.
  static var clientHeader: FieldType {
    let origin = ["x-real-ip", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto"]
    return .string(.headerName).rule(
      "!self.matches('^(?i)x-(real-ip|forwarded-(for|host|port|proto)|envoy-.*)$')",
      "must not be a header that proxies use for the origin of a request"
    ) { header in
      let name = header.lowercased()
      return !origin.contains(name) && !name.hasPrefix("x-envoy-")
    }
  }
}
