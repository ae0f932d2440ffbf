import ControllerRuntime
import KubernetesClient
import Synchronization

/// How far an operator has come with its start, and what it does since.
final class Startup: Sendable {
  private struct Controls {
    let unlisted: @Sendable () -> [String]
    let activity: @Sendable () -> QueueActivity
    let policyActivity: (@Sendable () -> QueueActivity)?
  }

  /// `nil` before anything is asked for.
  private let controls = Mutex<Controls?>(nil)

  /// Notes that the controllers begin; that of the policies is missing where nobody looks after these.
  func begin<R, P>(_ controller: Controller<R>, policies: Controller<P>?) {
    let queue = policies?.queue
    let begun = Controls(
      unlisted: { controller.unsyncedSources }, activity: { controller.queue.activity },
      policyActivity: queue.map { queue in { @Sendable in queue.activity } })
    controls.withLock { $0 = begun }
  }

  func hasListed(_ resource: APIResource) -> Bool {
    let controls = controls.withLock { $0 }
    return controls.map { !$0.unlisted().contains("\(resource)") } ?? false
  }

  /// What the queue of policies does; `nil` before it begins, and where nobody looks after them.
  var policyActivity: QueueActivity? { controls.withLock { $0 }?.policyActivity?() }

  /// What the controller's queue does; `nil` before it begins.
  var activity: QueueActivity? { controls.withLock { $0 }?.activity() }
}
