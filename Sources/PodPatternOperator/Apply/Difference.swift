import JSONTree
import PodPatternAPI

/// What stands between an object in the cluster and what a PodPattern wants, found without a request.
enum Difference: Sendable, Hashable {
  case none
  case missing
  /// Something else is desired than was applied last.
  case changed
  /// The same is desired, and somebody undid part of it.
  case drifted

  /// - Parameter applied: the record of the last apply, kept in the PodPattern's status.
  init(desired: DesiredObject, live: LiveObject?, applied: InventoryEntry?) {
    guard let live else {
      self = .missing
      return
    }
    guard let applied, applied.uid == live.uid, applied.applied == desired.fingerprint.description else {
      self = .changed
      return
    }
    self = applied.fields == live.fields?.description ? .none : .drifted
  }
}
