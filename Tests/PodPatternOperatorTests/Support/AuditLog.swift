import FoundationEssentials
import JSONTree
import KubernetesClient
import Testing

/// The API server's own record of every request it served.
struct AuditLog {
  let namespace: TestNamespace

  /// A request of the operator in the test's namespace.
  struct Request: Hashable, CustomStringConvertible {
    let verb: String
    let resource: String
    let name: String

    var isWrite: Bool { !["get", "list", "watch"].contains(verb) }
    var description: String { "\(verb) \(resource)/\(name)" }
  }

  /// The operator's requests so far, other than lists and watches, after every earlier one has been written down.
  func operatorRequests() async throws -> [Request] {
    let marker = "marker-" + String(UInt64.random(in: .min ... .max), radix: 36)
    _ = try? await namespace.admin.get(.configMaps, ObjectKey(namespace: namespace.name, name: marker))
    let lines = try await eventually("the audit log shows the marker") {
      let lines = try entries()
      return lines.contains { $0["objectRef", "name"]?.string == marker } ? lines : nil
    }.value
    return lines.compactMap(request)
  }

  private func entries() throws -> [JSON] {
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: namespace.cluster.auditLog)))
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      // The last line may be half written.
      guard line.contains(namespace.name) else { return nil }
      return try? JSON.parse(Array(line))
    }
  }

  private func request(_ entry: JSON) -> Request? {
    guard entry["user", "username"] == "system:serviceaccount:podpattern-system:podpattern",
      entry["objectRef", "namespace"]?.string == namespace.name, entry["stage"] == "ResponseComplete",
      let verb = entry["verb"]?.string, verb != "watch", verb != "list"
    else { return nil }
    let resource = [entry["objectRef", "resource"]?.string, entry["objectRef", "subresource"]?.string]
      .compactMap(\.self).joined(separator: "/")
    return Request(verb: verb, resource: resource, name: entry["objectRef", "name"]?.string ?? "")
  }
}

extension [UInt8].SubSequence {
  /// Whether a text occurs in these bytes.
  fileprivate func contains(_ text: String) -> Bool { firstRange(of: Array(text.utf8)) != nil }
}
