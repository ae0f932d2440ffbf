import JSONTree

/// The version of an API server.
public struct ServerVersion: Sendable, Hashable {
  /// The first number.
  public let major: Int
  /// The second number, which tells what the server can do.
  public let minor: Int
  /// The whole version, such as `v1.33.2+k3s1`.
  public let gitVersion: String

  /// A version from its parts.
  public init(major: Int, minor: Int, gitVersion: String = "") {
    self.major = major
    self.minor = minor
    self.gitVersion = gitVersion
  }

  /// Reads the answer of `/version`; vendors write minor versions such as `27+`. `nil` where it is none.
  init?(_ json: JSON) {
    guard let major = Self.leadingNumber(json["major"]), let minor = Self.leadingNumber(json["minor"]) else {
      return nil
    }
    self.init(major: major, minor: minor, gitVersion: json["gitVersion"]?.string ?? "")
  }

  private static func leadingNumber(_ json: JSON?) -> Int? {
    json?.string.flatMap { Int($0.prefix { $0.isASCII && $0.isNumber }) }
  }
}

extension ServerVersion: Comparable {
  /// By major and minor version; patches change nothing that a client has to know.
  public static func < (first: ServerVersion, second: ServerVersion) -> Bool {
    (first.major, first.minor) < (second.major, second.minor)
  }

  /// Whether both are the same major and minor version.
  public static func == (first: ServerVersion, second: ServerVersion) -> Bool {
    (first.major, first.minor) == (second.major, second.minor)
  }

  /// Agrees with ``==(_:_:)``.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(major)
    hasher.combine(minor)
  }
}

extension ServerVersion: CustomStringConvertible {
  /// The whole version where it is known.
  public var description: String { gitVersion.isEmpty ? "v\(major).\(minor)" : gitVersion }
}
