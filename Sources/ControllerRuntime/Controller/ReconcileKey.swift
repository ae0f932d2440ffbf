// What a work queue's keys have to tell about themselves.
import KubernetesClient

/// Names what is reconciled, in the queue and in log messages.
public protocol ReconcileKey: Hashable, Sendable {
  /// The namespace; `nil` where there is none.
  var namespace: String? { get }
  /// The name.
  var name: String { get }
}

extension ObjectKey: ReconcileKey {}
