import JSONTree
import NIOCore
import NIOHTTP1
import Testing

@testable import KubernetesClient

@Suite struct StatusTests {
  private func error(_ body: String, code: Int, headers: HTTPHeaders = [:]) -> KubernetesError {
    APIResponse(code: code, headers: headers, body: ByteBuffer(string: body)).error
  }

  @Test func everyPartIsRead() throws {
    let error = error(
      """
      {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","code":422,"reason":"Invalid",
       "message":"Deployment.apps \\"a\\" is invalid","details":{"name":"a","group":"apps","kind":"Deployment","uid":"u",
       "retryAfterSeconds":3,"causes":[{"reason":"FieldValueInvalid","message":"no","field":"spec.replicas"}]}}
      """, code: 422)
    let status = try #require(error.status)
    #expect(status.isInvalid && error.isInvalid)
    #expect(status.details.name == "a" && status.details.group == "apps" && status.details.kind == "Deployment")
    #expect(status.details.uid == "u")
    #expect(status.details.causes == [.init(reason: "FieldValueInvalid", message: "no", field: "spec.replicas")])
    #expect(error.retryAfter == .seconds(3))
    #expect(error.description == "Invalid (422): Deployment.apps \"a\" is invalid")
  }

  @Test func hostileStatusIsReadAsFarAsItGoes() throws {
    let error = error(
      #"{"kind":"Status","code":1e300,"reason":7,"message":null,"details":{"causes":{"a":1},"retryAfterSeconds":-5}}"#,
      code: 500)
    #expect(error.status == Status(code: 500, reason: "", message: ""))
    #expect(error.description == "HTTP status 500")
    #expect(error.isRetryable)
  }

  @Test func retryAfterHeaderCountsWhereTheBodyHasNone() {
    let body = #"{"kind":"Status","status":"Failure","code":429,"reason":"TooManyRequests"}"#
    #expect(error(body, code: 429, headers: ["Retry-After": "7"]).retryAfter == .seconds(7))
    #expect(error(body, code: 429, headers: ["Retry-After": "999999999999"]).retryAfter == .seconds(86_400))
    #expect(error(body, code: 429, headers: ["Retry-After": "soon"]).retryAfter == nil)
    #expect(error("busy", code: 503, headers: ["Retry-After": "2"]).retryAfter == .seconds(2))
  }

  @Test func kinds() {
    func status(_ code: Int, _ reason: String) -> Status { Status(code: code, reason: reason, message: "") }
    #expect(status(404, "NotFound").isNotFound)
    #expect(status(409, "Conflict").isConflict)
    #expect(!status(409, "AlreadyExists").isConflict)
    #expect(status(409, "AlreadyExists").isAlreadyExists)
    #expect(status(410, "Expired").isExpired)
    #expect(status(410, "Gone").isExpired)
    #expect(status(403, "Forbidden").isForbidden)
    #expect(status(401, "Unauthorized").isUnauthorized)
    #expect(!status(403, "Forbidden").isRetryable)
    #expect([429, 500, 503, 504].allSatisfy { status($0, "").isRetryable })
    #expect(![400, 401, 404, 409, 410, 422, 501].contains { status($0, "").isRetryable })
  }

  /// As servers from 1.18 to 1.36 write them.
  @Test func conflictsNameFieldAndManager() throws {
    let error = error(
      #"""
      {"kind":"Status","status":"Failure","code":409,"reason":"Conflict","message":"Apply failed with 3 conflicts",
       "details":{"causes":[
        {"reason":"FieldManagerConflict","message":"conflict with \"kubectl-client-side-apply\" using apps/v1","field":".spec.replicas"},
        {"reason":"FieldManagerConflict","message":"conflict with \"a \\\"b\\\"\" with subresource \"scale\" using apps/v1 at 2021","field":".spec.x"},
        {"reason":"FieldManagerConflict","message":"something new","field":".spec.y"},
        {"reason":"Other","message":"conflict with \"z\"","field":".spec.z"}]}}
      """#, code: 409)
    #expect(error.isConflict)
    #expect(error.conflicts.map(\.manager) == ["kubectl-client-side-apply", #"a "b""#, ""])
    #expect(error.conflicts.map(\.field) == [".spec.replicas", ".spec.x", ".spec.y"])
    #expect(error.conflicts.first?.description == ".spec.replicas (owned by \"kubectl-client-side-apply\")")
    #expect(error.conflicts.last?.message == "something new")
  }

  @Test(arguments: [200, 404, 500])
  func pageIsNoStatus(code: Int) {
    let error = error(
      "<html>\r\n<h1>\u{1b}[31mBad Gateway\u{202e}</h1>", code: code, headers: ["content-type": "text/html"])
    #expect(
      error.description == """
        unexpected answer with HTTP status \(code): expected a Status of the Kubernetes API, not text/html; \
        it begins with: <html> <h1> [31mBad Gateway\\u{202E}</h1>
        """)
    #expect(!error.isNotFound)
    #expect(error.isRetryable == (code != 404))
  }

  @Test func longGarbageIsCutShort() {
    let error = error(String(repeating: "x", count: 1 << 20), code: 502)
    #expect(error.description.utf8.count < 400)
  }
}
