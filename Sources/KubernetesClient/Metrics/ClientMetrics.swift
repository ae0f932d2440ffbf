// What a client counts and times, under the names that dashboards for client-go expect.

import CoreMetrics
import NIOHTTP1
import Synchronization

/// The metrics of one client.
///
/// `rest_client_requests_total` counts by status code, method and host, `rest_client_request_duration_seconds` times by
/// verb and host, as `k8s.io/component-base/metrics` does; a request without an answer counts under the code `<error>`.
/// For a watch both are about its beginning.
final class ClientMetrics: Sendable {
  private struct Labels: Hashable {
    let method: String
    let code: String
  }

  private struct Instruments {
    var requests: [Labels: Counter] = [:]
    var durations: [String: Timer] = [:]
  }

  private let factory: any MetricsFactory
  private let host: String
  private let clock: any Clock<Duration>
  private let instruments = Mutex(Instruments())

  init(factory: any MetricsFactory, host: String, clock: any Clock<Duration>) {
    self.factory = factory
    self.host = host
    self.clock = clock
  }

  /// Counts and times a request; `code` reads the answer's status code.
  func measure<Answer>(
    _ method: HTTPMethod, code: (Answer) -> Int, _ request: () async throws(KubernetesError) -> Answer
  ) async throws(KubernetesError) -> Answer {
    let elapsed = stopwatch(clock)
    do {
      let answer = try await request()
      record(method.rawValue, code: String(code(answer)), elapsed())
      return answer
    } catch {
      record(method.rawValue, code: "<error>", elapsed())
      throw error
    }
  }

  private func record(_ method: String, code: String, _ duration: Duration) {
    let (counter, timer) = instruments.withLock { instruments in
      (
        self.counter(Labels(method: method, code: code), &instruments), self.timer(method, &instruments)
      )
    }
    counter.increment()
    timer.recordNanoseconds(duration.nanoseconds)
  }

  private func counter(_ labels: Labels, _ instruments: inout Instruments) -> Counter {
    if let counter = instruments.requests[labels] { return counter }
    let dimensions = [("code", labels.code), ("method", labels.method), ("host", host)]
    let counter = Counter(label: "rest_client_requests_total", dimensions: dimensions, factory: factory)
    instruments.requests[labels] = counter
    return counter
  }

  private func timer(_ verb: String, _ instruments: inout Instruments) -> Timer {
    if let timer = instruments.durations[verb] { return timer }
    let dimensions = [("verb", verb), ("host", host)]
    let timer = Timer(label: "rest_client_request_duration_seconds", dimensions: dimensions, factory: factory)
    instruments.durations[verb] = timer
    return timer
  }
}

/// Starts to measure time; calling the result tells how long ago that was.
private func stopwatch(_ clock: some Clock<Duration>) -> () -> Duration {
  let start = clock.now
  return { start.duration(to: clock.now) }
}

extension Duration {
  fileprivate var nanoseconds: Int64 {
    components.seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue
      &+ components.attoseconds / 1_000_000_000
  }
}
