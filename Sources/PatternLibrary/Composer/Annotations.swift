import JSONTree

// The annotations by which other tools find what patterns add. A pod has one value for each, so that not every pattern
// can have its way: the template's own stay, else those of the first pattern.

/// The annotations of one pattern, which are of use only together.
struct AnnotationSet: Sendable {
  let annotations: [String: String]
  let source: Source
  /// Who has already given one of them another value; `nil` where the pods get them.
  let obstacle: Source?
}

extension PodDraft {
  /// What becomes of the annotations of each pattern, in the order of the patterns.
  var annotationSets: [AnnotationSet] {
    let path = template.path.appending("metadata").appending("annotations")
    var holders: [String: Sourced<String>] = [:]
    for (key, value) in template.metadata["annotations"]?.object ?? [:] {
      holders[key] = Sourced(value.string ?? "", Source(holder: template.source.holder, path: path.appending(key)))
    }
    return contents.compactMap(\.podAnnotations).map { wanted in
      let sorted = wanted.value.sorted { $0.key < $1.key }
      let obstacle = sorted.lazy.compactMap { key, value in
        holders[key].flatMap { $0.value == value ? nil : $0.source }
      }.first
      if obstacle == nil { holders.merge(wanted.value.mapValues { Sourced($0, wanted.source) }) { first, _ in first } }
      return AnnotationSet(annotations: wanted.value, source: wanted.source, obstacle: obstacle)
    }
  }
}
