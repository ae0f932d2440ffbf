import JSONTree

// Mounts that hide one another, or lead to no volume.

extension PodDraft {
  var mountConflicts: [Problem] { applicationMountConflicts + unknownVolumeProblems }

  /// What patterns mount into the application, against its own mounts and those of the patterns before.
  ///
  /// Of two mounts of the template's own one may well lie inside the other: that is how single files are replaced.
  private var applicationMountConflicts: [Problem] {
    var mounts = application.elements("volumeMounts")
    var problems: [Problem] = []
    for added in contents.flatMap(\.application.volumeMounts) {
      if let other = mounts.first(where: { added.hides($0) }) {
        problems.append(
          Problem(
            path: added.source.path, kind: .invalid(value: added.value["mountPath"] ?? .null),
            message: "\(added.source.holder) mounts volume \"\(added.name ?? "")\" in container "
              + "\"\(application.name ?? "")\" there, and \(other.source) mounts volume \"\(other.name ?? "")\" at "
              + "\(other.value["mountPath"]?.string ?? ""): one would hide what is in the other"))
      }
      mounts.append(added)
    }
    return problems
  }

  private var unknownVolumeProblems: [Problem] {
    let names = Set(volumes.compactMap(\.name))
    let containers = template.initContainers + template.containers + addedContainers
    return containers.flatMap { $0.elements("volumeMounts") }.compactMap { mount in
      guard let name = mount.name, !names.contains(name) else { return nil }
      return Problem(
        path: mount.path("name"), kind: .notSupported(value: .string(name), allowed: names.sorted()),
        message: "\(mount.source.holder) mounts a volume that the pod does not have")
    }
  }
}

extension Sourced<JSON> {
  /// Whether the mounts are of different contents, and one lies at or inside the other.
  fileprivate func hides(_ other: Sourced<JSON>) -> Bool {
    let (mine, others) = (mountPath, other.mountPath)
    if mine == others { return value != other.value }
    return name != other.name && (mine.hasPrefix(others.asDirectory) || others.hasPrefix(mine.asDirectory))
  }

  /// The directory without doubled or trailing slashes and without `.` and `..`, as the container runtime resolves it.
  private var mountPath: String { (value["mountPath"]?.string ?? "").normalizedPath }
}

extension String {
  /// An absolute path in its shortest form.
  var normalizedPath: String {
    var parts: [Substring] = []
    for part in split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// A path as the prefix of everything below it.
  fileprivate var asDirectory: String { hasSuffix("/") ? self : self + "/" }
}
