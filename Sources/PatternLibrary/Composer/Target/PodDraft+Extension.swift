import JSONTree
import PodPatternAPI

// What a draft adds to a pod template of somebody else's.

extension PodDraft {
  /// The added fields of the template, as they are applied.
  ///
  /// - Parameter application: what changes in the application's container.
  func templateExtension(_ application: ApplicationFields, nativeSidecars: Bool) -> JSON {
    let added: KeyValuePairs<String, [JSON]> = [
      "initContainers": addedInitContainers(nativeSidecars: nativeSidecars).map(\.withPortProtocols),
      "containers": [application.container].compactMap(\.self)
        + addedOrdinaryContainers(nativeSidecars: nativeSidecars).map(\.withPortProtocols),
      "volumes": contents.flatMap(\.volumes).map(\.value),
    ]
    var extended: JSON = [:]
    for (list, entries) in added where !entries.isEmpty {
      extended.set(["spec", list], to: .array(entries.uniqueByName))
    }
    for (keys, value) in podFields where !value.isCovered(by: template.spec.value(at: keys) ?? .null) {
      extended.set(["spec"] + keys, to: value)
    }
    for (key, value) in addedAnnotations where template.metadata["annotations"]?[key]?.string != value {
      extended.set(["metadata", "annotations", key], to: .string(value))
    }
    return extended
  }

  /// The fields of the pod itself that patterns need.
  private var podFields: [(keys: [String], value: JSON)] {
    let sharing: JSON? = contents.contains { $0.sharedProcessNamespace != nil } ? true : Optional.none
    return [(["shareProcessNamespace"], sharing), (["securityContext", "sysctls"], mergedSysctls)]
      .compactMap { keys, value in value.map { (keys, $0) } }
  }

  /// What runs as long as its pod would keep one from ending that ends by itself.
  func endlessProblems(nativeSidecars: Bool) -> [Problem] {
    guard template.endsByItself, !nativeSidecars else { return [] }
    return extensions.filter { !$0.content.containers.isEmpty }.map { item in
      Problem(
        path: item.path, kind: .forbidden,
        message:
          "pattern \"\(item.pattern)\" runs as long as the pod, and a pod of \(template.source.holder) could never "
          + "end: that needs native sidecars, which Kubernetes has from 1.29 on")
    }
  }
}
