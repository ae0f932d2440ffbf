/// The name under which a program's requests appear in the API server's logs and metrics.
public struct UserAgent: Sendable, Hashable, CustomStringConvertible {
  /// The header's value: `name/version (os/architecture) component`, the form of Kubernetes' own clients.
  public let description: String

  /// The user agent of a program. Characters that a header or the form itself does not allow become `_`.
  ///
  /// - Parameters:
  ///   - name: the program's name.
  ///   - version: its version.
  ///   - component: the part of the program that sends the requests, such as its controller; `nil` names none.
  public init(name: String, version: String, component: String? = nil) {
    let program = "\(Self.token(name))/\(Self.token(version)) (\(Self.operatingSystem)/\(Self.architecture))"
    description = component.map { "\(program) \(Self.token($0))" } ?? program
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
