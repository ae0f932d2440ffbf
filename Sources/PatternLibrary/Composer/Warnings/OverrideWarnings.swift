import JSONTree

// What a pattern asks for and does not get, or takes the place of.

extension PodDraft {
  var overrideWarnings: [Warning] {
    annotationWarnings + replacementWarnings("command", \.command) + replacementWarnings("args", \.args)
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

  private func replacementWarnings(
    _ field: String, _ member: (ApplicationExtension) -> Sourced<[String]>?
  ) -> [Warning] {
    guard application.value[field]?.array?.isEmpty == false,
      let override = contents.compactMap({ member($0.application) }).first,
      application.value[field] != .array(override.value.map(JSON.string))
    else { return [] }
    return [
      Warning(
        path: override.source.path,
        message: "\(override.source.holder) replaces the whole \(field) of container \"\(application.name ?? "")\" "
          + "(\(application.path(field)))")
    ]
  }
}
