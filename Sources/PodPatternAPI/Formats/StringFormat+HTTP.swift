// The formats of what proxies are told about HTTP and TLS.

extension StringFormat {
  /// The name of an HTTP header by which a proxy tells the application something: none that HTTP itself knows.
  static let headerName = StringFormat(
    "[Xx](-[A-Za-z0-9]+)+", maximumLength: 128,
    "must be the name of a header that begins with 'X-': letters, digits and single '-', such as 'X-Client-Subject'")

  /// The name of a header that a token comes in, which may be one of HTTP's own.
  static let tokenHeaderName = StringFormat(
    "[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*", maximumLength: 128,
    "must be the name of a header: letters, digits and single '-', such as 'Authorization'")

  /// What stands before a token in its header.
  static let tokenPrefix = StringFormat(
    "[A-Za-z0-9 _=:-]+", maximumLength: 32, "must be letters, digits, spaces and '_=:-', such as 'Bearer '")

  /// Who issued a token, or for whom it is.
  static let tokenParty = StringFormat(
    "[A-Za-z0-9._~:/?@!()*+,=%-]+", maximumLength: 512,
    "must be a name or a URI without spaces, quotes and '&', such as 'https://accounts.example.com'")

  /// The claim of a token, with `.` between the names of claims inside one another.
  static let tokenClaim = StringFormat(
    "[A-Za-z0-9_:/.-]+", maximumLength: 256, "must be the name of a claim, such as 'sub' or 'realm.role'")

  /// The address of a file that is fetched over TLS.
  static let httpsURI = StringFormat(
    "https://[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*(:[0-9]+)?/[A-Za-z0-9._~:/?@!&()*+,=%-]*",
    maximumLength: 1024,
    "must be an https address with a path, such as 'https://accounts.example.com/.well-known/jwks.json'")

  /// A path, or with `/*` at its end all paths below it; without anything that applications decode in ways of their own.
  static let openPath = StringFormat(
    "/([A-Za-z0-9_~@:+.-]+/)*([A-Za-z0-9_~@:+.-]+|[*])?", maximumLength: 256,
    "must be a path of letters, digits and '_~@:+.-', or one that ends with '/*', such as '/healthz' or '/public/*'")

  /// The name of a protocol in TLS (ALPN).
  static let protocolName = StringFormat(
    "[A-Za-z0-9./_-]+", maximumLength: 64, "must be the name of a protocol, such as 'postgresql'")

  /// An instance of Cloud SQL.
  static let cloudSQLInstance = StringFormat(
    "([a-z0-9][a-z0-9.-]*:)?[a-z][a-z0-9-]*:[a-z][a-z0-9-]*:[a-z][a-z0-9-]*", maximumLength: 256,
    "must be the connection name of an instance, such as 'my-project:europe-west1:orders'")
}
