// How many connections a client holds, for a gauge: a leak or a storm of reconnects shows here first.

import CoreMetrics
import NIOCore
import Synchronization

/// Counts the open connections of one kind.
final class ConnectionCount: Sendable {
  private let gauge: Gauge
  private let count = Mutex(0)

  /// - Parameter kind: what the connections are for: `requests` or `watches`.
  init(_ kind: String, host: String, factory: any MetricsFactory) {
    gauge = Gauge(label: "rest_client_connections", dimensions: [("kind", kind), ("host", host)], factory: factory)
    gauge.record(0)
  }

  /// Counts a connection until it is closed.
  @Sendable func add(_ channel: any Channel) {
    change(by: 1)
    channel.closeFuture.whenComplete { _ in self.change(by: -1) }
  }

  /// Recorded under the lock, so that the last value recorded is the last one that was true.
  private func change(by difference: Int) {
    count.withLock { count in
      count += difference
      gauge.record(count)
    }
  }
}
