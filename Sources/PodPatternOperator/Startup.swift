import ControllerRuntime
import KubernetesClient
import Synchronization

/// How far an operator has come with its start, and what it does since.
final class Startup: Sendable {
  private struct Controls {
    let unlisted: @Sendable () -> [String]
    let activity: @Sendable () -> QueueActivity
  }

  /// `nil` before anything is asked for.
  private let controls = Mutex<Controls?>(nil)

  /// Notes that a controller begins.
  func begin<R>(_ controller: Controller<R>) {
    controls.withLock {
      $0 = Controls(unlisted: { controller.unsyncedSources }, activity: { controller.queue.activity })
    }
  }

  func hasListed(_ resource: APIResource) -> Bool {
    let controls = controls.withLock { $0 }
    return controls.map { !$0.unlisted().contains("\(resource)") } ?? false
  }

  /// What the controller's queue does; `nil` before it begins.
  var activity: QueueActivity? { controls.withLock { $0 }?.activity() }
}
