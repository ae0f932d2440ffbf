/// The name under which a program's requests appear in the API server's logs and metrics.
public struct UserAgent: Sendable, Hashable, CustomStringConvertible {
  /// The header's value: `name/version (os/architecture)`, the form of Kubernetes' own clients.
  public let description: String

  /// The user agent of a program. Characters that a header or the form itself does not allow become `_`.
  public init(name: String, version: String) {
    description = "\(Self.token(name))/\(Self.token(version)) (\(Self.operatingSystem)/\(Self.architecture))"
  }

  private static func token(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar in
        0x21...0x7E ~= scalar.value && !"()/<>@,;:\\\"".unicodeScalars.contains(scalar) ? Character(scalar) : "_"
      })
  }

  #if os(Linux)
    private static let operatingSystem = "linux"
  #elseif os(macOS)
    private static let operatingSystem = "darwin"
  #else
    private static let operatingSystem = "unknown"
  #endif

  #if arch(x86_64)
    private static let architecture = "amd64"
  #elseif arch(arm64)
    private static let architecture = "arm64"
  #else
    private static let architecture = "unknown"
  #endif
}
