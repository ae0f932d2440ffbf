import JSONTree

// The annotation that rolls the pods when generated configuration changes: a mounted ConfigMap alone does not.

extension PodDraft {
  /// The annotation's key; pods of somebody else's can have several, each of one PodPattern.
  var checksumAnnotation: String {
    template.isOwn ? "podpattern.dev/config-checksum" : "config-checksum.podpattern.dev/\(podPattern)"
  }

  /// The fingerprint of all ConfigMaps' names and contents, none of which is secret; `nil` where there is none.
  var configChecksum: String? {
    let configs = extensions.filter { !$0.content.configFiles.isEmpty }
    guard !configs.isEmpty else { return nil }
    let content = configs.map { config in
      JSON.object([
        "name": .string(config.configMapName), "data": .object(config.content.configFiles.mapValues(JSON.string)),
      ])
    }
    return Fingerprint(of: .array(content)).description
  }
}
