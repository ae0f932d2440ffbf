// How a user of a kubeconfig proves who it is, beside a client certificate, and as whom it acts.

import JSONTree

extension Kubeconfig {
  /// What goes into the `Authorization` header, by client-go's rules: `tokenFile` counts over `token`, both count over
  /// `exec`, as a client certificate does, and a token beside a user name is an error.
  func credentials(
    _ user: KubeconfigSection?, _ cluster: KubeconfigSection?
  ) throws(ConfigurationError) -> Credentials {
    guard let user else { return .anonymous }
    if user.has("auth-provider") {
      throw user.error(
        "auth-provider", .forbidden, "auth providers are not supported, as in kubectl since 1.26; use exec")
    }
    let token = try token(user)
    let basic = try basic(user)
    let plugin = try plugin(user, cluster)
    if let path = try user.string("tokenFile") {
      guard basic == nil else { throw tokenAndPassword(user) }
      return .tokenFile(path: user.resolvedPath(path), initial: token)
    }
    if let token {
      guard basic == nil else { throw tokenAndPassword(user) }
      return .token(token)
    }
    if let basic { return basic }
    let hasCertificate = user.has("client-certificate") || user.has("client-certificate-data")
    return hasCertificate ? .anonymous : plugin.map(Credentials.plugin) ?? .anonymous
  }

  /// As whom requests are made.
  func impersonation(_ user: KubeconfigSection?) throws(ConfigurationError) -> Impersonation? {
    guard let user else { return nil }
    guard let name = try user.string("as") else {
      for key in ["as-uid", "as-groups", "as-user-extra"] where user.has(key) {
        throw user.error("as", .required, "\(key) is given, which goes with a user")
      }
      return nil
    }
    var impersonation = Impersonation(user: try headerValue(name, "as", user))
    impersonation.uid = try user.string("as-uid").map { uid throws(ConfigurationError) in
      try headerValue(uid, "as-uid", user)
    }
    for group in try user.strings("as-groups") {
      impersonation.groups.append(try headerValue(group, "as-groups", user))
    }
    let extra = try user.section("as-user-extra")
    for key in extra.members.keys {
      for value in try extra.strings(key) {
        impersonation.extra[key, default: []].append(try headerValue(value, key, extra))
      }
    }
    return impersonation
  }

  private func token(_ user: KubeconfigSection) throws(ConfigurationError) -> Secret? {
    guard let text = try user.string("token") else { return nil }
    do {
      return try Secret(bearerToken: text.utf8, source: user.file)
    } catch {
      throw user.error("token", invalid: .string(text), error.issues.map(\.message).joined())
    }
  }

  private func basic(_ user: KubeconfigSection) throws(ConfigurationError) -> Credentials? {
    let password = try user.string("password")
    guard let name = try user.string("username") else {
      guard password == nil else { throw user.error("username", .required, "password is given, which goes with it") }
      return nil
    }
    guard !name.contains(":") else {
      throw user.error("username", invalid: .string(name), "must not contain ':'", shows: true)
    }
    return .basic(user: name, password: Secret(password ?? ""))
  }

  private func tokenAndPassword(_ user: KubeconfigSection) -> ConfigurationError {
    user.error("username", .forbidden, "a token is given as well; only one of the two is allowed")
  }

  /// A text that may stand in a header.
  private func headerValue(
    _ text: String, _ key: String, _ section: KubeconfigSection
  ) throws(ConfigurationError) -> String {
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw section.error(
        key, invalid: .string(text), "must not be empty or contain control characters", shows: true)
    }
    return text
  }
}
