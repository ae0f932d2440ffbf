// With what the next request proves who sends it.

import FoundationEssentials
import Logging
import NIOSSL

/// What one request is sent with.
struct Access: Sendable {
  /// The value of the `Authorization` header; `nil` for none.
  let authorization: Secret?
  let tls: TLSSource.Version
  /// The plugin's credentials that the above are made of, if they are.
  let credential: PluginCredential?

  /// Whether a request that was refused with this may be accepted with the other.
  func differs(from other: Access) -> Bool {
    authorization != other.authorization || tls.number != other.tls.number
  }
}

/// Hands out what requests are sent with, from tokens, files and plugins.
final class Authenticator: Sendable {
  private let credentials: Credentials
  private let tokens: TokenSource
  private let tls: TLSSource
  private let plugin: PluginCredentials?

  /// - Throws: ``KubernetesError/configuration(_:)`` where certificates or keys cannot be used.
  init(
    _ configuration: ClientConfiguration, limits: ClientLimits, clock: any Clock<Duration>, logger: Logger
  ) throws(KubernetesError) {
    credentials = configuration.credentials
    tokens = TokenSource(configuration.credentials, clock: clock)
    tls = try TLSSource(configuration.tls, clock: clock, logger: logger)
    if case .plugin(let plugin) = configuration.credentials {
      self.plugin = PluginCredentials { () async throws(KubernetesError) in
        try await plugin.run(timeLimit: limits.credentialPlugin, clock: clock)
      }
    } else {
      plugin = nil
    }
  }

  /// The configuration before anything was renewed, and before a plugin ran.
  var initialTLS: TLSConfiguration { tls.initial }

  /// What to send the next request with.
  ///
  /// - Throws: ``KubernetesError`` where a token's file could never be read, or a plugin fails.
  func access() async throws(KubernetesError) -> Access { try await access(insteadOf: nil) }

  /// What to send a request with that the server refused for its credentials (401); `nil` where there is nothing new.
  func access(after refused: Access) async throws(KubernetesError) -> Access? {
    expire()
    let access = try await access(insteadOf: refused.credential)
    return access.differs(from: refused) ? access : nil
  }

  /// Makes the next request read all files again.
  func expire() {
    tokens.expire()
    tls.expire()
  }

  private func access(insteadOf refused: PluginCredential?) async throws(KubernetesError) -> Access {
    let credential = try await plugin?.credential(insteadOf: refused)
    return Access(
      authorization: try authorization(credential), tls: tls.version(certificate: credential?.certificate),
      credential: credential)
  }

  private func authorization(_ credential: PluginCredential?) throws(KubernetesError) -> Secret? {
    switch credentials {
    case .anonymous: nil
    case .token, .tokenFile: try tokens.token().map(Self.bearer)
    case .basic(let user, let password):
      Secret("Basic \(Data("\(user):\(password.value)".utf8).base64EncodedString())")
    case .plugin: credential?.token.map(Self.bearer)
    }
  }

  private static func bearer(_ token: Secret) -> Secret { Secret("Bearer \(token.value)") }
}
