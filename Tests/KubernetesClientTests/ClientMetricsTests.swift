import AsyncHTTPClient
import CoreMetrics
import JSONTree
import MetricsTestKit
import NIOCore
import NIOEmbedded
import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct ClientMetricsTests {
  private let host = "api.test:6443"

  private func count(_ metrics: TestMetrics, _ code: String, _ method: String) throws -> Int64 {
    let dimensions = [("code", code), ("method", method), ("host", host)]
    return try metrics.expectCounter("rest_client_requests_total", dimensions).totalValue
  }

  @Test func requestsAreCountedByCodeAndMethod() async throws {
    let metrics = TestMetrics()
    let (client, _) = try KubernetesClient.stub(metrics: metrics) { request in
      switch request.method {
      case .GET: .json("{}")
      case .PUT: .json(#"{"kind":"Status","status":"Failure","code":409,"reason":"Conflict"}"#, code: 409)
      default: throw HTTPClientError.remoteConnectionClosed
      }
    }
    let key = ObjectKey(namespace: "n", name: "a")
    for _ in 0..<2 { _ = try await client.get(.pods, key) }
    _ = await error(of: { try await client.update(.pods, key, [:]) })
    _ = await error(of: { try await client.delete(.pods, key) })
    // The update asked for the server's version first.
    #expect(try count(metrics, "200", "GET") == 3)
    #expect(try count(metrics, "409", "PUT") == 1)
    #expect(try count(metrics, "<error>", "DELETE") == 1)
  }

  @Test func watchesAreCountedWhenTheyBeginOrAreRefused() async throws {
    let metrics = TestMetrics()
    let (client, _) = try KubernetesClient.stub(metrics: metrics) { request in
      request.target.contains("resourceVersion=old") ? .json("{}", code: 410) : .json("")
    }
    for try await _ in client.watch(.pods, from: "1") {}
    _ = await error(of: { for try await _ in client.watch(.pods, from: "old") {} })
    #expect(try count(metrics, "200", "GET") == 1)
    #expect(try count(metrics, "410", "GET") == 1)
  }

  @Test func requestsAreTimed() async throws {
    let (metrics, clock) = (TestMetrics(), ManualClock())
    let (client, _) = try KubernetesClient.stub(clock: clock, metrics: metrics) { _ in
      clock.advance(by: .milliseconds(250))
      return .json("{}")
    }
    _ = try await client.get(.pods, ObjectKey(namespace: "n", name: "a"))
    let timer = try metrics.expectTimer(
      "rest_client_request_duration_seconds", [("verb", "GET"), ("host", host)])
    #expect(timer.values == [250_000_000])
  }

  @Test func openConnectionsAreCounted() throws {
    let metrics = TestMetrics()
    let count = ConnectionCount("watches", host: host, factory: metrics)
    let gauge = try metrics.expectGauge("rest_client_connections", [("kind", "watches"), ("host", host)])
    let channels = [EmbeddedChannel(), EmbeddedChannel()]
    for channel in channels { count.add(channel) }
    _ = try channels.first?.finish()
    #expect(gauge.values == [0, 1, 2, 1])
  }
}
