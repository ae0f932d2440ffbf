import JSONTree

// Two wills about the application's container and the settings of its pod.

extension PodDraft {
  var applicationConflicts: [Problem] {
    envConflicts + ApplicationExtension.replaceableFields.flatMap(replacementConflicts) + mergeConflicts
      + sysctlConflicts + processNamespaceConflicts
  }

  /// A variable can have one value; which one the template means when a pattern says another is for its author to
  /// decide. Who else has set a variable of somebody else's container is for the API server to tell.
  private var envConflicts: [Problem] {
    var first: [String: Sourced<JSON>] = [:]
    for variable in application.elements("env") where template.isOwn {
      if let name = variable.name, first[name] == nil { first[name] = variable }
    }
    return contents.flatMap(\.application.env).compactMap { variable in
      guard let name = variable.name else { return nil }
      guard let other = first[name] else {
        first[name] = variable
        return nil
      }
      guard other.value != variable.value else { return nil }
      return Problem(
        path: variable.path("name"), kind: .duplicate(value: .string(name)),
        message: "\(variable.source.holder) and \(other.source) give this variable different contents")
    }
  }

  /// A pattern's `command`, `args` or probe replaces the template's; but two patterns cannot both replace it.
  private func replacementConflicts(_ field: String) -> [Problem] {
    let replacements = contents.compactMap { $0.application.replacements[field] }
    guard let first = replacements.first else { return [] }
    return replacements.dropFirst().filter { $0.value != first.value }.map { replacement in
      Problem(
        path: replacement.source.path, kind: .invalid(value: replacement.value),
        message: "\(replacement.source.holder) and \(first.source) give the application different \(field)")
    }
  }

  /// What the template says against processes that see each other.
  private var processNamespaceConflicts: [Problem] {
    let contradictions: KeyValuePairs<String, JSON> = ["shareProcessNamespace": false, "hostPID": true]
    return contents.compactMap(\.sharedProcessNamespace).flatMap { source in
      contradictions.filter { template.spec[$0] == $1 }.map { field, value in
        Problem(
          path: source.path, kind: .forbidden,
          message: "\(source.holder) needs the containers to share a process namespace of their pod, and "
            + "\(template.source.holder) says \(field): \(value.serializedString()) (\(template.path.appending("spec").appending(field).fields))"
        )
      }
    }
  }

  private var sysctlConflicts: [Problem] {
    var first: [String: Sourced<String>] = [:]
    let path = template.path.appending("spec").appending("securityContext").appending("sysctls")
    for (index, entry) in (template.spec["securityContext"]?["sysctls"]?.array ?? []).enumerated() {
      guard let name = entry["name"]?.string, let value = entry["value"]?.string else { continue }
      first[name] = Sourced(value, Source(holder: template.source.holder, path: path.appending(index: index)))
    }
    return contents.flatMap { $0.sysctls.sorted { $0.key < $1.key } }.compactMap { name, setting in
      guard let other = first[name] else {
        first[name] = setting
        return nil
      }
      guard other.value != setting.value else { return nil }
      return Problem(
        path: setting.source.path, kind: .invalid(value: .string(setting.value)),
        message: "\(setting.source.holder) and \(other.source) set \(name) to different values")
    }
  }
}
