import ControllerRuntime
import KubernetesClient
import Logging

/// A reconciler that does what a test says.
struct ClosureReconciler: Reconciler {
  let body: @Sendable (ObjectKey, Logger) async throws -> ReconcileResult

  init(_ body: @escaping @Sendable (ObjectKey, Logger) async throws -> ReconcileResult) { self.body = body }

  func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult { try await body(key, logger) }
}
