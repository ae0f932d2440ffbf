import ControllerRuntime
import KubernetesClient
import Synchronization

/// How far an operator has come with its start, and what it does since.
final class Startup: Sendable {
  private struct Controls {
    let unlisted: @Sendable () -> [String]
    let activity: @Sendable () -> QueueActivity
    let policySamples: @Sendable () -> [MetricSample]
  }

  /// `nil` before anything is asked for.
  private let controls = Mutex<Controls?>(nil)

  /// Notes that the controllers begin.
  ///
  /// - Parameter policySamples: what is told of policies.
  func begin<R>(_ controller: Controller<R>, policySamples: @escaping @Sendable () -> [MetricSample]) {
    let begun = Controls(
      unlisted: { controller.unsyncedSources }, activity: { controller.queue.activity }, policySamples: policySamples)
    controls.withLock { $0 = begun }
  }

  func hasListed(_ resource: APIResource) -> Bool {
    let controls = controls.withLock { $0 }
    return controls.map { !$0.unlisted().contains("\(resource)") } ?? false
  }

  /// What is told of policies; nothing before they are looked after.
  var policySamples: [MetricSample] { controls.withLock { $0 }?.policySamples() ?? [] }

  /// What the controller's queue does; `nil` before it begins.
  var activity: QueueActivity? { controls.withLock { $0 }?.activity() }
}
