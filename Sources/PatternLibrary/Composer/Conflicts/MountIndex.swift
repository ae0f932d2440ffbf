import JSONTree

/// The mounts of one container by directory: looking for those at, above and below a path takes as many steps as the
/// path has parts, however many mounts there are.
struct MountIndex {
  private var mounts: [Sourced<JSON>] = []
  private var indicesByPath: [MountPath: [Int]] = [:]
  private var indicesByAncestor: [MountPath: [Int]] = [:]

  init(_ mounts: [Sourced<JSON>]) {
    for mount in mounts { insert(mount) }
  }

  mutating func insert(_ mount: Sourced<JSON>) {
    let path = MountPath(of: mount)
    indicesByPath[path, default: []].append(mounts.count)
    for ancestor in path.ancestors { indicesByAncestor[ancestor, default: []].append(mounts.count) }
    mounts.append(mount)
  }

  /// The first mount that hides what is in the other one, or would be hidden by it.
  ///
  /// Two mounts of one content may share a path, and one volume may be mounted inside itself.
  func firstInTheWay(of added: Sourced<JSON>) -> Sourced<JSON>? {
    let path = MountPath(of: added)
    let same = (indicesByPath[path] ?? []).first { mounts[$0].value != added.value }
    let around = (path.ancestors.map { indicesByPath[$0] ?? [] } + [indicesByAncestor[path] ?? []])
      .compactMap { $0.first { mounts[$0].name != added.name } }
    return (around + [same].compactMap(\.self)).min().map { mounts[$0] }
  }
}

/// A directory without doubled or trailing slashes and without `.` and `..`, as the container runtime resolves it.
struct MountPath: Hashable {
  private let parts: ArraySlice<Substring>

  init(_ path: String) {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    self.parts = parts[...]
  }

  fileprivate init(of mount: Sourced<JSON>) {
    self.init(mount.value["mountPath"]?.string ?? "")
  }

  private init(parts: ArraySlice<Substring>) { self.parts = parts }

  /// The directories that this one is in, `/` first.
  var ancestors: [MountPath] { parts.indices.map { MountPath(parts: parts[..<$0]) } }
}
