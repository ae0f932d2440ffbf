import JSONTree

// Configuration that travels with the Pod: the API server cannot create a ConfigMap along with a Pod, but it can annotate
// it, and the kubelet writes annotations to files (a volume of the kind downwardAPI). So nothing has to be in a namespace
// before its first Pod.

/// A pod's generated configuration as annotations.
struct InlineConfiguration: Sendable {
  /// The annotations by their keys.
  private(set) var annotations: [String: String] = [:]
  /// By the name of the ConfigMap that it takes the place of: the files, and the annotations that they come from.
  private var files: [String: [(file: String, annotation: String)]] = [:]

  /// The most bytes, half of what Kubernetes allows for all annotations of an object.
  static let maximumSize = 131_072

  init(_ pod: PodDraft) {
    for item in pod.extensions where !item.content.configFiles.isEmpty {
      let prefix = "\(item.pattern).\(pod.podPattern).config.podpattern.dev"
      files[item.configMapName] = item.content.configFiles.sorted { $0.key < $1.key }.map { file, content in
        let key = "\(prefix)/\(file)"
        annotations[key] = content
        return (file, key)
      }
    }
  }

  /// A volume, which takes its files from the annotations where it took them from a generated ConfigMap.
  func inlining(_ volume: JSON) -> JSON {
    guard let files = volume["configMap", "name"]?.string.flatMap({ files[$0] }) else { return volume }
    var volume = volume
    volume["configMap"] = nil
    volume["downwardAPI"] = [
      "items": .array(
        files.map { file, annotation in
          ["path": .string(file), "fieldRef": ["fieldPath": .string("metadata.annotations['\(annotation)']")]]
        })
    ]
    return volume
  }
}
