import FoundationEssentials
import JSONTree

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The API server's own record of the requests it has answered, from `$PODPATTERN_AUDIT_LOG`.
public struct AuditTrail: Sendable {
  /// An answered request.
  public struct Request: Sendable, Hashable, CustomStringConvertible {
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`.
    public let verb: String
    /// The plural name, with the subresource where there is one: `podpatterns/status`.
    public let resource: String
    /// The API group; empty for the core group.
    public let group: String
    /// The version of the API.
    public let version: String
    /// The object's namespace; empty where it has none.
    public let namespace: String
    /// The object's name; empty for lists.
    public let name: String
    /// As whom it came.
    public let user: String
    /// As whom it was to be carried out, where that is somebody else; else empty.
    public let actingAs: String
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
    var status = stat()
    guard stat(path, &status) == 0 else { throw TestSupportError(description: "cannot read \(path)") }
    return Int(status.st_size)
  }

  /// The requests that were written down after a place in the log; the last line may still be missing.
  public func requests(from start: Int = 0) throws -> [Request] {
    try read().dropFirst(start).split(separator: UInt8(ascii: "\n")).compactMap { Request(line: Array($0)) }
  }

  /// The requests whose lines have a text in them, such as the name of a namespace.
  public func requests(mentioning text: String) throws -> [Request] {
    try read().lines(with: text).compactMap(Request.init(line:))
  }

  private func read() throws -> Data { try Data(contentsOf: URL(filePath: path)) }
}

extension AuditTrail.Request {
  /// Reads one line; `nil` where it is half written, or tells of something other than a complete answer.
  fileprivate init?(line: [UInt8]) {
    guard let entry = try? JSON.parse(line), entry["stage"] == "ResponseComplete",
      let verb = entry["verb"]?.string
    else { return nil }
    let object = entry["objectRef"]
    self.init(
      verb: verb,
      resource: [object?["resource"]?.string, object?["subresource"]?.string].compactMap(\.self).joined(separator: "/"),
      group: object?["apiGroup"]?.string ?? "", version: object?["apiVersion"]?.string ?? "",
      namespace: object?["namespace"]?.string ?? "",
      name: object?["name"]?.string ?? "",
      user: entry["user", "username"]?.string ?? "", actingAs: entry["impersonatedUser", "username"]?.string ?? "",
      userAgent: entry["userAgent"]?.string ?? "",
      code: Int(entry["responseStatus", "code"]?.integer ?? 0),
      receivedAt: entry["requestReceivedTimestamp"]?.string ?? "", answeredAt: entry["stageTimestamp"]?.string ?? "")
  }
}

extension Data {
  /// The lines that a text occurs in; searched by the C library, since a log of many tests is long.
  fileprivate func lines(with text: String) -> [[UInt8]] {
    (self + [0]).withUnsafeBytes { bytes in
      var lines: [[UInt8]] = []
      var rest = bytes.bindMemory(to: CChar.self)[...]
      let newline = CChar(bitPattern: UInt8(ascii: "\n"))
      while let hit = rest.index(of: text) {
        let start = rest[..<hit].lastIndex(of: newline).map { $0 + 1 } ?? rest.startIndex
        let end = rest[hit...].firstIndex(of: newline) ?? rest.endIndex
        lines.append(rest[start..<end].map(UInt8.init(bitPattern:)))
        rest = rest[end...]
      }
      return lines
    }
  }
}

extension Slice<UnsafeBufferPointer<CChar>> {
  /// Where a text begins in this rest of a C string.
  fileprivate func index(of text: String) -> Int? {
    guard let start = UnsafeBufferPointer(rebasing: self).baseAddress, let hit = strstr(start, text) else { return nil }
    return startIndex + (UnsafePointer(hit) - start)
  }
}
