// The bearer token of the next request, read from its file again when it may have changed.

import Synchronization

/// Hands out the bearer token that requests carry.
///
/// Kubernetes renews a pod's token in place when four fifths of its life are over, so one read a minute ago is valid; the
/// age and the fall-back to the last good token are those of client-go's `cachingTokenSource`.
final class TokenSource: Sendable {
  /// How long a token read from a file is used before the file is read again.
  static let maximumAge: Duration = .seconds(60)

  private struct Cached {
    var token: Secret
    var readAt: Duration
  }

  private let credentials: Credentials
  private let readFile: @Sendable (String) throws(FileError) -> [UInt8]
  private let now: @Sendable () -> Duration
  private let cached = Mutex<Cached?>(nil)

  init(
    _ credentials: Credentials, clock: some Clock<Duration>,
    readFile: @escaping @Sendable (String) throws(FileError) -> [UInt8] = readFileFromDisk
  ) {
    self.credentials = credentials
    self.readFile = readFile
    let start = clock.now
    self.now = { start.duration(to: clock.now) }
  }

  /// The token for the next request; `nil` where requests carry none.
  ///
  /// - Throws: ``KubernetesError/configuration(_:)`` when the token's file could never be read.
  func token() throws(KubernetesError) -> Secret? {
    switch credentials {
    case .anonymous, .basic, .plugin: return nil
    case .token(let token): return token
    case .tokenFile(let path, let initial): return try token(path: path, initial: initial)
    }
  }

  /// Makes the next call read the file again, after the server refused the token.
  func expire() {
    cached.withLock { $0?.readAt = now() - Self.maximumAge }
  }

  private func token(path: String, initial: Secret?) throws(KubernetesError) -> Secret {
    let last = cached.withLock { $0 }
    if let last, now() - last.readAt < Self.maximumAge { return last.token }
    do {
      let token = try Secret(bearerToken: readFile(path), source: path)
      cached.withLock { $0 = Cached(token: token, readAt: now()) }
      return token
    } catch {
      if let token = last?.token ?? initial { return token }
      throw .configuration(
        (error as? ConfigurationError) ?? ConfigurationError(source: path, message: String(describing: error)))
    }
  }
}

extension Secret {
  /// A token that may stand in a header: RFC 6750 allows visible ASCII only.
  ///
  /// - Throws: ``ConfigurationError`` that does not repeat the token.
  init(bearerToken bytes: some Collection<UInt8>, source: String) throws(ConfigurationError) {
    let text = bytes.drop(while: \.isWhiteSpace).reversed().drop(while: \.isWhiteSpace).reversed()
    guard !text.isEmpty else { throw ConfigurationError(source: source, message: "holds no token") }
    guard text.allSatisfy({ 0x21...0x7E ~= $0 }) else {
      throw ConfigurationError(
        source: source, message: "holds no bearer token: only visible ASCII characters are allowed")
    }
    self.init(String(decoding: text, as: UTF8.self))
  }
}

extension UInt8 {
  fileprivate var isWhiteSpace: Bool { self == 0x20 || 0x09...0x0D ~= self }
}
