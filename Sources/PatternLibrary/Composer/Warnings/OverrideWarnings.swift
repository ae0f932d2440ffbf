import JSONTree

// What a pattern asks for and does not get, or takes the place of.

extension PodDraft {
  var overrideWarnings: [Warning] {
    annotationWarnings + ApplicationExtension.replaceableFields.flatMap(replacementWarnings)
  }

  private var annotationWarnings: [Warning] {
    annotationSets.compactMap { set in
      guard let obstacle = set.obstacle else { return nil }
      let wanted = set.annotations.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
      return Warning(
        path: set.source.path,
        message: "\(set.source.holder) would annotate the pods with \(wanted); \(obstacle) says otherwise and is kept")
    }
  }

  /// What is taken of somebody else's container is told with each field.
  private func replacementWarnings(_ field: String) -> [Warning] {
    guard template.isOwn, let own = application.value[field]?.nonNull, own != [],
      let replacement = contents.compactMap({ $0.application.replacements[field] }).first, own != replacement.value
    else { return [] }
    return [
      Warning(
        path: replacement.source.path,
        message: "\(replacement.source.holder) replaces the whole \(field) of container \"\(application.name ?? "")\" "
          + "(\(application.path(field)))")
    ]
  }
}
