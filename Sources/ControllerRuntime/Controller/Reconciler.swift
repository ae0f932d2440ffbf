// The part of a controller that knows what it is for.
import Logging

/// Brings what a key stands for into its desired state.
///
/// - Expected flow: read the present state from stores, compute the desired one, write the difference, report.
/// - Guarantees (by the ``Controller``): all stores are synced; one key never runs twice at one time; a change that
///   arrives during a run causes another one.
/// - Assumptions: a run is idempotent, may begin for any key at any time, and does not keep state that is not also on the
///   server.
/// - Caveats: the stores may lag behind the last write. A run that is cancelled should end soon.
/// - Errors: ``TerminalError`` waits for a change. Every other error has the key tried again, after 5 ms up to 1000 s, or
///   after what a `KubernetesError` asks for if that is later.
public protocol Reconciler: Sendable {
  /// What names the thing to reconcile.
  associatedtype Key: ReconcileKey

  /// Reconciles one key.
  ///
  /// - Parameters:
  ///   - key: What to reconcile; it may be gone.
  ///   - logger: Carries the controller, the namespace, the name and an id of this run.
  func reconcile(_ key: Key, logger: Logger) async throws -> ReconcileResult
}
