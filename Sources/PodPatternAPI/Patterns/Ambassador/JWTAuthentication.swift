import JSONTree

/// A proxy in the pod that lets only those requests through which carry a valid JSON Web Token (RFC 7519).
public struct JWTAuthentication: Sendable, Hashable {
  /// The port that the proxy listens on, 1024 to 65535.
  public let listenPort: Int
  /// The port of localhost that the application listens on, 1 to 65535; not ``listenPort``.
  public let applicationPort: Int
  /// Who has to have issued a token (`iss`).
  public let issuer: String
  /// For whom a token may be (`aud`), one of them; empty for anybody.
  public let audiences: [String]
  /// The keys that tokens are signed with.
  public let jwks: JSONWebKeySet
  /// The headers that a token is looked for in; empty for `Authorization: Bearer`.
  public let fromHeaders: [TokenHeader]
  /// The claims that the application is told.
  public let claimsToHeaders: [ClaimHeader]
  /// Paths that need no token; one that ends with `/*` stands for all below it.
  public let unauthenticatedPaths: [String]
  /// Whether the application gets the token itself.
  public let forwardOriginalToken: Bool
  /// The port on which the kubelet asks whether the proxy is ready; `nil` for the first that is free from 15021 on.
  public let healthPort: Int?
  /// The proxy's image; `nil` for the library's.
  public let image: String?
  /// The proxy's resources (`ResourceRequirements`); `nil` for the library's.
  public let resources: JSON?
}

extension JWTAuthentication: Fragment {
  init(reading fields: inout FieldReader) {
    listenPort = fields.required(
      "listenPort", .integer(1024...65535),
      """
      The port that the proxy listens on, at least 1024. Where it is the applicationPort of a tlsTermination, TLS is in \
      front of it and only the pod itself reaches it.
      """)
    applicationPort = fields.required(
      "applicationPort", .integer(1...65535),
      """
      The port that the application listens on, another one than listenPort. Have the application listen on 127.0.0.1 \
      only, or it can still be reached without a token.
      """)
    issuer = fields.required("issuer", .string(.tokenParty), "Who has to have issued a token: its claim iss.")
    audiences =
      fields.optional("audiences", .list(of: .string(.tokenParty), count: 0...16, .set), Self.audiencesText) ?? []
    jwks = fields.required("jwks", .object, "The keys that the issuer signs with (JSON Web Key Set, RFC 7517).")
    fromHeaders = fields.optional("fromHeaders", .list(of: .object, count: 0...8, .atomic), Self.fromHeadersText) ?? []
    claimsToHeaders =
      fields.optional(
        "claimsToHeaders", .list(of: .object, count: 0...32, .map(keys: [.init(name: "header")])), Self.claimsText)
      ?? []
    unauthenticatedPaths =
      fields.optional("unauthenticatedPaths", .list(of: .string(.openPath), count: 0...64, .set), Self.pathsText) ?? []
    forwardOriginalToken =
      fields.optional(
        "forwardOriginalToken", .boolean, "Whether the application gets the token itself. The default is no.") ?? false
    healthPort = fields.healthPort()
    image = fields.optional("image", .string(.image), "Another image for the proxy; it has to be an Envoy.")
    resources = fields.optional("resources", .embedded, "Other resources for the proxy (ResourceRequirements).")
    fields.rule(
      "self.listenPort != self.applicationPort", "listenPort and applicationPort must differ",
      about: "listenPort", holds: listenPort != applicationPort)
    fields.healthPortRule(healthPort, listenPort: listenPort)
  }

  private static let audiencesText = """
    For whom a token may be: one of its claim aud must be among them. Without any, tokens that the issuer made for other \
    services are accepted too.
    """

  private static let fromHeadersText = """
    The headers that a token is looked for in. The default is Authorization with the prefix "Bearer ".
    """

  private static let claimsText = """
    Claims of the token that the application gets as headers. What clients send in these headers is dropped.
    """

  private static let pathsText = """
    Paths that need no token: exactly /healthz, or with /public/* everything below /public/ whose path consists of \
    letters, digits and "_~@:+.-"; at most 64.
    """
}

/// A header that a token comes in.
public struct TokenHeader: Sendable, Hashable {
  /// The header's name.
  public let name: String
  /// What stands before the token.
  public let prefix: String
}

extension TokenHeader: Fragment {
  init(reading fields: inout FieldReader) {
    name = fields.required("name", .string(.tokenHeaderName), "The header's name, such as X-Goog-IAP-JWT-Assertion.")
    prefix =
      fields.optional(
        "prefix", .string(.tokenPrefix), "What stands before the token, such as \"Bearer \". The default is nothing.")
      ?? ""
  }
}

/// A claim that the application gets as a header.
public struct ClaimHeader: Sendable, Hashable {
  /// The header's name.
  public let header: String
  /// The claim's name.
  public let claim: String
}

extension ClaimHeader: Fragment {
  init(reading fields: inout FieldReader) {
    header = fields.required("header", .clientHeader, "The name of the header, such as X-User.")
    claim = fields.required(
      "claim", .string(.tokenClaim), "The name of the claim, such as sub; with a '.' of one inside another.")
  }
}
