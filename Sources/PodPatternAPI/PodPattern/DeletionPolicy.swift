/// What becomes of what was applied when its PodPattern is deleted.
public enum DeletionPolicy: String, Sendable, Hashable, CaseIterable {
  /// The objects are deleted with it, and a target is given back.
  case delete = "Delete"
  /// The objects stay, a target stays extended, and nobody looks after them.
  case orphan = "Orphan"
}
