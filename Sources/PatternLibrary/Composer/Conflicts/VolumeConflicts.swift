import JSONTree
import PodPatternAPI

// Volumes whose changes a pattern waits for, and which never change while the pod lives.

extension PodDraft {
  /// The kinds of volume that the kubelet updates.
  private static let updatedKinds = ["configMap", "secret", "projected", "downwardAPI"]

  var volumeConflicts: [Problem] {
    contents.flatMap(\.updatedVolumes).compactMap { wanted in
      guard let volume = volumes.first(where: { $0.name == wanted.value }),
        !Self.updatedKinds.contains(where: { volume.value[$0]?.nonNull != nil })
      else { return nil }
      return Problem(
        path: wanted.source.path, kind: .invalid(value: .string(wanted.value)),
        message: "must be a volume of one of these kinds, which alone the kubelet updates: "
          + Self.updatedKinds.joined(separator: ", "))
    }
  }
}
