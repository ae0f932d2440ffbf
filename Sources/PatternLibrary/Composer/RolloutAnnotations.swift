import JSONTree

// The annotations that roll the pods: when generated configuration changes, which a mounted ConfigMap alone does not, and when
// the user wants it.

extension PodDraft {
  /// The key of the annotation for `spec.restart`.
  var restartAnnotation: String {
    template.isOwn ? "podpattern.dev/restart" : "restart.podpattern.dev/\(podPattern)"
  }

  /// The key of the checksum's annotation; pods of somebody else's can have several, each of one PodPattern.
  var checksumAnnotation: String {
    template.isOwn ? "podpattern.dev/config-checksum" : "config-checksum.podpattern.dev/\(podPattern)"
  }

  /// The fingerprint of all ConfigMaps' names and contents, none of which is secret; `nil` where there is none.
  var configChecksum: String? {
    let configs = extensions.filter { !$0.content.configFiles.isEmpty }
    guard !configs.isEmpty else { return nil }
    let content = configs.map { config in
      JSON.object([
        "name": .string(config.configMapName), "data": .object(JSONObject(config.content.configFiles)),
      ])
    }
    return Fingerprint(of: .array(content)).description
  }
}
