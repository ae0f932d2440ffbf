import KubernetesClient
import TestSupport

/// What the operator has asked the API server for during one test, by the server's own record.
struct AuditLog {
  let namespace: TestNamespace

  /// A moment by the server's clock: what the operator asks for later arrives after it.
  struct Moment: Sendable {
    fileprivate let receivedAt: String
  }

  /// The moment at which a request arrives that is sent now.
  func now() async throws -> Moment { Moment(receivedAt: try await marked().marker.receivedAt) }

  /// The operator's requests, other than lists and watches, that have arrived since a moment.
  ///
  /// Not what was written down since then: that is done after the answer, at which others may be looking already.
  func operatorRequests(since moment: Moment? = nil) async throws -> [AuditTrail.Request] {
    try await allRequests().filter {
      !["list", "watch"].contains($0.verb) && $0.receivedAt > (moment?.receivedAt ?? "")
    }
  }

  /// The rights that the operator has made use of so far, each as `verb resource/subresource.group`.
  func rightsInUse() async throws -> Set<String> {
    let requests = try await allRequests()
    let impersonation = requests.contains { $0.actingAs.hasPrefix("system:serviceaccount:") }
    return Set(requests.flatMap(\.rights) + (impersonation ? ["impersonate serviceaccounts"] : []))
  }

  private func allRequests() async throws -> [AuditTrail.Request] {
    try await marked().requests.filter { request in
      request.user == "system:serviceaccount:podpattern-system:podpattern" && !request.resource.isEmpty
        && (request.namespace == namespace.name || request.userAgent.hasPrefix("\(namespace.name)/"))
    }
  }

  /// What is written down when a request of our own is, and that request.
  private func marked() async throws -> (marker: AuditTrail.Request, requests: [AuditTrail.Request]) {
    let name = "marker-" + String(UInt64.random(in: .min ... .max), radix: 36)
    _ = try? await namespace.admin.get(.configMaps, ObjectKey(namespace: namespace.name, name: name))
    return try await eventually("the audit log shows the marker") {
      let requests = try TestServer.auditTrail().requests(mentioning: namespace.name)
      return requests.first { $0.name == name }.map { ($0, requests) }
    }.value
  }
}

extension AuditTrail.Request {
  /// The rights that it made use of: none where it was refused, and where they were those of another account.
  var rights: [String] {
    guard succeeded, actingAs.isEmpty else { return [] }
    // An apply that makes a new object is answered by 201 and needs both rights.
    let verbs = verb == "patch" && code == 201 ? ["patch", "create"] : [verb]
    return verbs.map { "\($0) \(resource)\(group.isEmpty ? "" : ".\(group)")" }
  }

  /// Whether it tells of something that has been done; such requests come some time after it.
  var isEvent: Bool { resource == "events" }
}
