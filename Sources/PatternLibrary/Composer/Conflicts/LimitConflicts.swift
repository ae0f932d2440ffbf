import JSONTree

// What the cluster's limits or the operator's settings do not allow.

extension PodDraft {
  /// The API server's limit on the data of one ConfigMap, in bytes.
  static let maximumConfigMapSize = 1_048_576

  func limitProblems(allowPrivileged: Bool) -> [Problem] {
    configMapProblems + (allowPrivileged ? [] : nodeAccessProblems) + labelProblems
  }

  private var configMapProblems: [Problem] {
    extensions.filter { !$0.content.configFiles.isEmpty }.flatMap { item -> [Problem] in
      var problems: [Problem] = []
      if !item.configMapName.isDNSSubdomain {
        problems.append(
          Problem(
            path: item.path.appending("name"), kind: .invalid(value: .string(item.pattern)),
            message:
              "pattern \"\(item.pattern)\" needs a ConfigMap named \"\(item.configMapName)\", which is no name of at "
              + "most \(NameLimit.subdomain) lower case letters, digits, hyphens and dots"))
      }
      let size = item.content.configFiles.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
      if size > Self.maximumConfigMapSize {
        problems.append(
          Problem(
            path: item.path, kind: .tooLong(max: Self.maximumConfigMapSize),
            message:
              "the configuration of pattern \"\(item.pattern)\" has \(size) bytes, more than a ConfigMap can hold"))
      }
      return problems
    }
  }

  /// The label that the Deployment selects its pods by cannot have another value.
  private var labelProblems: [Problem] {
    guard template.isOwn, let label = template.metadata["labels"]?[Labels.name]?.string, label != podPattern else {
      return []
    }
    let path = template.path.appending("metadata").appending("labels").appending(Labels.name)
    return [
      Problem(
        path: path, kind: .invalid(value: .string(label)),
        message: "must be \"\(podPattern)\" or left out: the operator selects the pods by it")
    ]
  }
}
