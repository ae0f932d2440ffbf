import JSONTree
import PodPatternAPI

// Ambassador: an Envoy in front of the application that lets only requests with a valid token through, and tells the
// application what the token says of its owner.
//
//   client ── token ──▶ Envoy :listenPort ── X-User: … ──▶ application 127.0.0.1:applicationPort
//
// Where a tlsTermination leads to `listenPort`, Envoy listens on localhost alone.

extension JWTAuthentication {
  func podExtension(in context: PatternContext) -> PodExtension {
    let health = healthPort ?? context.freePort(from: 15021, except: listenPort)
    let name = context.portName("http", or: "http", port: listenPort)
    var container = EnvoyContainer(
      configuration: EnvoyConfiguration(
        listeners: [listener(in: context), EnvoyConfiguration.health(port: health)],
        clusters: [application] + [issuerCluster].compactMap(\.self)),
      healthPort: health, image: image, resources: resources)
    if !isInner(in: context) {
      container.ports = [["name": .string(name), "containerPort": .integer(Int64(listenPort)), "protocol": "TCP"]]
    }
    if let tls = issuer(of: jwks)?.tls {
      container.files = tls.files
      container.volumes = tls.volumes(of: context.pattern)
    }
    if case .file(let source) = jwks.source {
      container.volumes.append(
        (source.volume(named: "\(context.pattern)-jwks", key: jwks.key, file: Self.jwksFile), Self.jwksDirectory))
    }
    var result = container.podExtension(in: context)
    result.ports.insert(
      PortClaim(
        port: listenPort, protocol: "TCP", container: context.pattern, source: context.containerSource("listenPort")),
      at: 0)
    result.ports += context.applicationPortClaim(applicationPort)
    result.problems = problems(in: context) + headerProblems(in: context)
    result.warnings = warnings(in: context)
    return result
  }

  private static let jwksDirectory = "/etc/podpattern-jwks"
  private static let jwksFile = "jwks.json"

  private func isInner(in context: PatternContext) -> Bool { context.fronts.leading(to: listenPort) != nil }
}

// What Envoy does with a request.
extension JWTAuthentication {
  /// - Nothing times out before an hour, and WebSocket passes.
  /// - Headers with an underscore are dropped: some applications take them for those with a hyphen.
  /// - `..` in a path is resolved before it is compared with the paths that need no token.
  private func listener(in context: PatternContext) -> JSON {
    let isInner = isInner(in: context)
    let members: JSONObject = [
      "server_header_transformation": "PASS_THROUGH", "generate_request_id": false,
      "use_remote_address": .bool(!isInner), "normalize_path": true, "stream_idle_timeout": "3600s",
      "common_http_protocol_options": ["headers_with_underscores_action": "DROP_HEADER"],
      "upgrade_configs": [["upgrade_type": "websocket"]],
      "access_log": EnvoyConfiguration.accessLog(
        "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% [%START_TIME%] \"%REQ(:METHOD)% %PATH(NQ)% %PROTOCOL%\" "
          + "%RESPONSE_CODE% %BYTES_SENT% %RESPONSE_CODE_DETAILS%"),
    ]
    let routes: JSON = [["match": ["prefix": "/"], "route": ["cluster": "application", "timeout": "0s"]]]
    return EnvoyConfiguration.listener(
      "http", isInner ? "127.0.0.1" : "0.0.0.0", listenPort,
      filter: EnvoyConfiguration.connectionManager(
        "http", members, filters: [claimHeaderFilter, tokenFilter(in: context)].compactMap(\.self), routes: routes))
  }

  /// Takes away what clients send in the headers of claims; for every path, also those that need no token.
  private var claimHeaderFilter: JSON? {
    guard !claimsToHeaders.isEmpty else { return .none }
    let removals = claimsToHeaders.map { JSON.object(["remove": .string($0.header.lowercased())]) }
    return [
      "name": "envoy.filters.http.header_mutation",
      "typed_config": EnvoyConfiguration.typed(
        "extensions.filters.http.header_mutation.v3.HeaderMutation",
        ["mutations": ["request_mutations": .array(removals)]]),
    ]
  }

  /// The first rule that matches a path holds; the last one matches every path and wants a token.
  private func tokenFilter(in context: PatternContext) -> JSON {
    let probes = context.openPaths.map { path -> JSON in
      let isGet: JSON = ["name": ":method", "string_match": ["exact": "GET"]]
      return ["match": ["path": .string(path), "headers": [isGet]]]
    }
    let open = unauthenticatedPaths.map { JSON.object(["match": Self.match($0)]) }
    let rest: JSON = ["match": ["prefix": "/"], "requires": ["provider_name": "issuer"]]
    return [
      "name": "envoy.filters.http.jwt_authn",
      "typed_config": EnvoyConfiguration.typed(
        "extensions.filters.http.jwt_authn.v3.JwtAuthentication",
        ["providers": ["issuer": provider], "rules": .array(probes + open + [rest])]),
    ]
  }

  /// Below a path, only paths without anything that applications decode in ways of their own, such as `%` or `;`.
  private static func match(_ path: String) -> JSON {
    guard path.hasSuffix("/*") else { return ["path": .string(path)] }
    let prefix = path.dropLast().map { ".+".contains($0) ? "\\\($0)" : "\($0)" }.joined()
    return ["safe_regex": ["regex": .string(prefix + "[A-Za-z0-9_~@:+.-]*(/[A-Za-z0-9_~@:+.-]+)*/?")]]
  }

  private var provider: JSON {
    let headers =
      fromHeaders.isEmpty
      ? [["name": "Authorization", "value_prefix": "Bearer "]]
      : fromHeaders.map { JSON.object(["name": .string($0.name), "value_prefix": .string($0.prefix)]) }
    var provider: JSONObject = [
      "issuer": .string(issuer), "from_headers": .array(headers), "forward": .bool(forwardOriginalToken),
      // Envoy itself takes a token without `exp` for one that never expires.
      "require_expiration": true,
    ]
    if !audiences.isEmpty { provider["audiences"] = .array(audiences.map(JSON.string)) }
    if !claimsToHeaders.isEmpty {
      provider["claim_to_headers"] = .array(
        claimsToHeaders.map { ["header_name": .string($0.header.lowercased()), "claim_name": .string($0.claim)] })
    }
    switch jwks.source {
    case .inline(let text): provider["local_jwks"] = ["inline_string": .string(text)]
    case .file: provider["local_jwks"] = ["filename": .string("\(Self.jwksDirectory)/\(Self.jwksFile)")]
    case .uri(let uri):
      // Envoy listens once it has tried: the first request is not refused for want of keys.
      provider["remote_jwks"] = [
        "http_uri": ["uri": .string(uri), "cluster": "issuer", "timeout": "10s"],
        "cache_duration": "300s", "async_fetch": ["failed_refetch_duration": "5s"],
        "retry_policy": ["num_retries": 3],
      ]
    }
    return .object(provider)
  }

  /// The application is spoken to as the client speaks: HTTP/1.1, or for gRPC HTTP/2.
  private var application: JSON {
    let options = EnvoyConfiguration.typed(
      "extensions.upstreams.http.v3.HttpProtocolOptions",
      ["use_downstream_protocol_config": ["http_protocol_options": [:], "http2_protocol_options": [:]]])
    return EnvoyConfiguration.cluster(
      "application", type: "STATIC", "127.0.0.1", applicationPort,
      ["typed_extension_protocol_options": ["envoy.extensions.upstreams.http.v3.HttpProtocolOptions": options]])
  }
}

// Where the keys are fetched from.
extension JWTAuthentication {
  private func issuer(of jwks: JSONWebKeySet) -> (tls: EnvoyTLS, port: Int)? {
    guard case .uri(let uri) = jwks.source else { return nil }
    let authority = uri.dropFirst("https://".count).prefix { $0 != "/" }.split(separator: ":", maxSplits: 1)
    guard let host = authority.first, let port = authority.count > 1 ? Int(authority[1]) : 443 else { return nil }
    let tls = EnvoyTLS(
      serverName: String(host), certificateAuthority: jwks.certificateAuthority, clientCertificateSecret: nil)
    return (tls, port)
  }

  private var issuerCluster: JSON? {
    issuer(of: jwks).map {
      EnvoyConfiguration.cluster(
        "issuer", type: "LOGICAL_DNS", $0.tls.serverName, $0.port, ["transport_socket": $0.tls.transportSocket])
    }
  }
}

// What can be said of it before anything runs.
extension JWTAuthentication {
  private func problems(in context: PatternContext) -> [Problem] {
    let path = context.path.appending("jwks")
    switch jwks.source {
    case .file: return []
    case .uri(let uri):
      guard let port = issuer(of: jwks)?.port, 1...65535 ~= port else {
        return [
          Problem(
            path: path.appending("uri"), kind: .invalid(value: .string(uri)),
            message: "the port must be between 1 and 65535")
        ]
      }
      return []
    case .inline(let text):
      return Self.inlineProblem(text).map { Problem(path: path.appending("inline"), kind: .forbidden, message: $0) }.map
      { [$0] } ?? []
    }
  }

  /// The keys themselves are not shown: where something is wrong with them, they may be secret.
  private static func inlineProblem(_ text: String) -> String? {
    guard let keys = (try? JSON.parse(Array(text.utf8)))?["keys"]?.array, !keys.isEmpty,
      keys.allSatisfy({ $0["kty"]?.string?.isEmpty == false })
    else { return #"must be a JSON Web Key Set such as {"keys": [{"kty": "RSA", …}]}"# }
    let isSecret = keys.contains { $0["kty"] == "oct" || $0["d"] != nil || $0["k"] != nil }
    return isSecret ? "must hold public keys only, since a ConfigMap is not secret; put secret ones into a Secret" : nil
  }

  /// Names of headers differ by more than upper and lower case, and a header that is dropped brings no token.
  private func headerProblems(in context: PatternContext) -> [Problem] {
    let tokens = Set(fromHeaders.map { $0.name.lowercased() })
    var seen: Set<String> = []
    return claimsToHeaders.enumerated().compactMap { index, claim in
      let name = claim.header.lowercased()
      let path = context.path.appending("claimsToHeaders").appending(index: index).appending("header")
      if !seen.insert(name).inserted {
        return Problem(
          path: path, kind: .duplicate(value: .string(claim.header)),
          message: "headers are the same in upper and lower case")
      }
      guard tokens.contains(name) else { return nil }
      return Problem(
        path: path, kind: .invalid(value: .string(claim.header)),
        message: "is among fromHeaders too: what clients send in it would be dropped, and with it the token")
    }
  }

  private func warnings(in context: PatternContext) -> [Warning] {
    guard audiences.isEmpty else { return [] }
    return [
      Warning(
        path: context.path.appending("audiences"),
        message:
          "is empty, so that pattern \"\(context.pattern)\" accepts tokens that \(issuer) made for any other service"
      )
    ]
  }
}
