import ControllerRuntime
import KubernetesClient
import Logging
import PodPatternAPI

/// Finds out which objects of the Prometheus Operator a cluster knows; they come and go with its CustomResourceDefinitions.
struct MonitorDiscovery: Sendable {
  let client: KubernetesClient
  /// How long to wait between two questions.
  let interval: Duration
  let logger: Logger
  private let clock = RuntimeClock(ContinuousClock())
  /// How long at most to wait while there is no answer, and nothing can begin without one.
  private static let firstInterval = Duration.seconds(1)

  init(client: KubernetesClient, interval: Duration, logger: Logger) {
    self.client = client
    self.interval = interval
    self.logger = logger
  }

  /// The kinds that the cluster knows, as soon as they are others than these.
  ///
  /// - Parameter known: what it knew last; `nil` where it was not asked yet, for its first answer.
  /// - Throws: `CancellationError`; failures are logged, and it asks again.
  func change(from known: Set<PrometheusMonitor.Kind>?) async throws -> Set<PrometheusMonitor.Kind> {
    while true {
      if known != nil { try await pause(interval) }
      do {
        let kinds = try await client.servedMonitors()
        if kinds != known { return kinds }
      } catch {
        try Task.checkCancellation()
        logger.debug("cannot find out which monitors the cluster knows", metadata: ["error": "\(error)"])
        if known == nil { try await pause(min(interval, Self.firstInterval)) }
      }
    }
  }

  private func pause(_ duration: Duration) async throws { try await clock.sleep(until: clock.now + duration) }
}

extension KubernetesClient {
  /// The objects of the Prometheus Operator that the cluster knows.
  func servedMonitors() async throws(KubernetesError) -> Set<PrometheusMonitor.Kind> {
    let served = try await servedResources(group: APIResource.monitorGroup, version: APIResource.monitorVersion)
    return Set(APIResource.monitors.filter { served.contains($0.value.plural) }.keys)
  }
}
