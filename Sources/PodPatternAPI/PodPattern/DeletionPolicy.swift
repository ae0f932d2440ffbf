/// What becomes of the applied objects when their PodPattern is deleted.
public enum DeletionPolicy: String, Sendable, Hashable, CaseIterable {
  /// They are deleted with it.
  case delete = "Delete"
  /// They stay, and nobody looks after them.
  case orphan = "Orphan"
}
