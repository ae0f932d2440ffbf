import JSONTree

// Mounts that hide one another, or lead to no volume.

extension PodDraft {
  var mountConflicts: [Problem] { applicationMountConflicts + unknownVolumeProblems }

  /// What patterns mount into the application, against its own mounts and those of the patterns before.
  ///
  /// Of two mounts of the template's own one may well lie inside the other: that is how single files are replaced.
  private var applicationMountConflicts: [Problem] {
    var mounts = MountIndex(application.elements("volumeMounts"))
    var problems: [Problem] = []
    for added in contents.flatMap(\.application.volumeMounts) {
      if let other = mounts.firstInTheWay(of: added) {
        problems.append(
          Problem(
            path: added.source.path, kind: .invalid(value: added.value["mountPath"] ?? .null),
            message: "\(added.source.holder) mounts volume \"\(added.name ?? "")\" in container "
              + "\"\(application.name ?? "")\" there, and \(other.source) mounts volume \"\(other.name ?? "")\" at "
              + "\(other.value["mountPath"]?.string ?? ""): one would hide what is in the other"))
      }
      mounts.insert(added)
    }
    return problems
  }

  private var unknownVolumeProblems: [Problem] {
    let names = Set(volumes.compactMap(\.name))
    let containers = template.initContainers + template.containers + addedContainers
    let mounts = containers.flatMap { $0.elements("volumeMounts") } + contents.flatMap(\.application.volumeMounts)
    return mounts.compactMap { Self.unknownVolumeProblem($0, names) } + jobVolumeProblems
  }

  /// The pod of a Job has the volumes of the template that it mounts, and its own.
  private var jobVolumeProblems: [Problem] {
    contents.flatMap(\.jobs).flatMap { job in
      let names = Set(template.volumes.compactMap(\.name) + job.volumes.compactMap(\.name))
      return job.container.elements("volumeMounts").compactMap { Self.unknownVolumeProblem($0, names) }
    }
  }

  private static func unknownVolumeProblem(_ mount: Sourced<JSON>, _ names: Set<String>) -> Problem? {
    guard let name = mount.name, !names.contains(name) else { return nil }
    return Problem(
      path: mount.path("name"), kind: .notSupported(value: .string(name), allowed: names.sorted()),
      message: "\(mount.source.holder) mounts a volume that the pod does not have")
  }
}
