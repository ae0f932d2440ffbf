import FoundationEssentials
import JSONTree
import KubernetesClient
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The API server's own record of every request it served.
struct AuditLog {
  let namespace: TestNamespace

  /// A request of the operator in the test's namespace.
  struct Request: Hashable, CustomStringConvertible {
    let verb: String
    let resource: String
    let name: String

    /// Whether it tells of something that has been done; such requests come some time after it.
    var isEvent: Bool { resource == "events" }
    var isWrite: Bool { !["get", "list", "watch"].contains(verb) }
    var description: String { "\(verb) \(resource)/\(name)" }
  }

  /// The operator's requests so far, other than lists and watches, after every earlier one has been written down.
  func operatorRequests() async throws -> [Request] {
    try await completeEntries().compactMap { entry in
      guard entry["stage"] == "ResponseComplete" else { return nil }
      return request(entry)
    }.filter { !["list", "watch"].contains($0.verb) }
  }

  /// The rights that the operator has made use of so far, each as `verb resource.group/subresource`.
  func rightsInUse() async throws -> Set<String> {
    Set(
      try await completeEntries().filter { $0["responseStatus", "code"]?.integer.map { $0 < 400 } ?? false }
        .flatMap { entry -> [String] in
          guard let request = request(entry) else { return [] }
          let group = entry["objectRef", "apiGroup"]?.string.map { ".\($0)" } ?? ""
          // An apply that makes a new object is answered by 201 and needs both rights.
          let isCreation = request.verb == "patch" && entry["responseStatus", "code"] == 201
          return ([request.verb] + (isCreation ? ["create"] : [])).map { "\($0) \(request.resource)\(group)" }
        })
  }

  private func completeEntries() async throws -> [JSON] {
    let marker = "marker-" + String(UInt64.random(in: .min ... .max), radix: 36)
    _ = try? await namespace.admin.get(.configMaps, ObjectKey(namespace: namespace.name, name: marker))
    return try await eventually("the audit log shows the marker") {
      let lines = try entries()
      return lines.contains { $0["objectRef", "name"]?.string == marker } ? lines : nil
    }.value
  }

  private func entries() throws -> [JSON] {
    // The last line may be half written.
    try Data(contentsOf: URL(filePath: namespace.cluster.auditLog)).lines(with: namespace.name)
      .compactMap { try? JSON.parse($0) }
  }

  private func request(_ entry: JSON) -> Request? {
    guard entry["user", "username"] == "system:serviceaccount:podpattern-system:podpattern",
      entry["objectRef", "namespace"]?.string == namespace.name
        || entry["userAgent"]?.string?.hasPrefix("\(namespace.name)/") == true,
      let verb = entry["verb"]?.string, let plural = entry["objectRef", "resource"]?.string
    else { return nil }
    let resource = [plural, entry["objectRef", "subresource"]?.string].compactMap(\.self).joined(separator: "/")
    return Request(verb: verb, resource: resource, name: entry["objectRef", "name"]?.string ?? "")
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
