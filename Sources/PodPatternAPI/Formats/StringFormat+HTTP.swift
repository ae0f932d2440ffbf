// The formats of what proxies are told about HTTP and TLS.

extension StringFormat {
  /// The name of an HTTP header by which a proxy tells the application something: none that HTTP itself knows.
  static let headerName = StringFormat(
    "[Xx](-[A-Za-z0-9]+)+", maximumLength: 128,
    "must be the name of a header that begins with 'X-': letters, digits and single '-', such as 'X-Client-Subject'")
}
