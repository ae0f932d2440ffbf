import FoundationEssentials
import JSONTree

/// The API server's own record of the requests it has answered, from `$PODPATTERN_AUDIT_LOG`.
public struct AuditTrail: Sendable {
  /// An answered request.
  public struct Request: Sendable, Hashable, CustomStringConvertible {
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`.
    public let verb: String
    /// The plural name, with the subresource where there is one: `podpatterns/status`.
    public let resource: String
    /// The object's namespace; empty where it has none.
    public let namespace: String
    /// The object's name; empty for lists.
    public let name: String
    /// As whom it came.
    public let user: String
    /// Under which name the client presented itself.
    public let userAgent: String
    /// The HTTP status code of the answer.
    public let code: Int
    /// When it arrived, in RFC 3339 with microseconds; such texts sort as the times do.
    public let receivedAt: String
    /// When it was answered.
    public let answeredAt: String

    /// Whether it asked for a change.
    public var isWrite: Bool { !["get", "list", "watch"].contains(verb) }
    /// Whether the server did what was asked.
    public var succeeded: Bool { 200..<300 ~= code }
    /// `patch deployments/web`, for messages.
    public var description: String { "\(verb) \(resource)/\(name) \(code)" }
  }

  /// The path of the log.
  public let path: String

  /// The log at a path.
  public init(path: String) { self.path = path }

  /// How long the log is now, in bytes; a place to read from later.
  public func end() throws -> Int {
    try FileManager.default.attributesOfItem(atPath: path)[.size].flatMap { ($0 as? any BinaryInteger).map { Int($0) } }
      ?? 0
  }

  /// The requests that were written down after a place in the log; the last line may still be missing.
  public func requests(from start: Int = 0) throws -> [Request] {
    let file = try Data(contentsOf: URL(filePath: path))
    return file.dropFirst(start).split(separator: UInt8(ascii: "\n")).compactMap { line in
      (try? JSON.parse(Array(line))).flatMap(Request.init)
    }
  }
}

extension AuditTrail.Request {
  /// Reads one line; `nil` where it tells of something other than a complete answer.
  init?(_ entry: JSON) {
    guard entry["stage"] == "ResponseComplete", let verb = entry["verb"]?.string else { return nil }
    let object = entry["objectRef"]
    self.init(
      verb: verb,
      resource: [object?["resource"]?.string, object?["subresource"]?.string].compactMap(\.self).joined(separator: "/"),
      namespace: object?["namespace"]?.string ?? "", name: object?["name"]?.string ?? "",
      user: entry["user", "username"]?.string ?? "", userAgent: entry["userAgent"]?.string ?? "",
      code: Int(entry["responseStatus", "code"]?.integer ?? 0),
      receivedAt: entry["requestReceivedTimestamp"]?.string ?? "", answeredAt: entry["stageTimestamp"]?.string ?? "")
  }
}
