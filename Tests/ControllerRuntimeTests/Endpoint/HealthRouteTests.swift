import ControllerRuntime
import Testing

@Suite("Health, as kube-apiserver tells it")
struct HealthRouteTests {
  @Test(
    "ok, or what is not",
    arguments: [
      ("/readyz", nil, "200 OK", "ok"),
      ("/readyz?verbose", nil, "200 OK", "[+]ping ok\n[+]podpatterns ok\nreadyz check passed\n"),
      ("/readyz?verbose=1&x", nil, "200 OK", "[+]ping ok\n[+]podpatterns ok\nreadyz check passed\n"),
      (
        "/readyz", "not listed yet", "500 Internal Server Error",
        "[+]ping ok\n[-]podpatterns failed: not listed yet\nreadyz check failed\n"
      ),
    ] as [(String, String?, String, String)])
  func health(path: String, problem: String?, status: String, body: String) async throws {
    let route = HealthRoute(path: "/readyz", checks: [HealthCheck("podpatterns") { problem }])
    try await HTTPEndpoint.with(routes: [HealthRoute(path: "/healthz"), route]) { port in
      let answer = try await RawConnection.get(path, port: port)
      #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"))
      #expect(answer.hasSuffix("\r\n\r\n\(body)"))
    }
  }
}
