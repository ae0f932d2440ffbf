import JSONTree

/// What patterns change in the application's container of somebody else's: only what is not so already.
struct ApplicationFields: Sendable {
  /// The container with its name and the changed fields; `nil` where nothing changes.
  private(set) var container: JSON?
  private(set) var touched: [TouchedField] = []

  private let application: Sourced<JSON>
  /// The fields that lead to the container's list.
  private let list: [String]

  /// - Parameter list: the fields that lead to the containers of the pod.
  init(_ pod: PodDraft, list: [String]) {
    application = pod.application
    self.list = list
    let changes = pod.contents.map(\.application)
    add(changes.flatMap(\.env), to: "env", key: "name")
    add(changes.flatMap(\.volumeMounts), to: "volumeMounts", key: "mountPath")
    for field in ["command", "args"] {
      if let value = changes.compactMap({ $0.replacements[field] }).first { replace([field], value) }
    }
    addProbes(of: pod)
  }

  /// Adds the elements of a list that the container does not have; of several with one key the first.
  private mutating func add(_ elements: [Sourced<JSON>], to name: String, key: String) {
    var known: Set<JSON> = []
    let existing = application.value[name]?.array ?? []
    let added = elements.filter { element in
      known.insert(element.value[key] ?? .null).inserted
        && !existing.contains { $0[key] == element.value[key] && element.value.isCovered(by: $0) }
    }
    guard !added.isEmpty else { return }
    set([name], .array(added.map(\.value)))
    for element in added {
      let entry = TouchedField.path([name], key: [key], of: element.value)
      touch(entry, element.source.path)
    }
  }

  private mutating func replace(_ keys: [String], _ value: Sourced<JSON>) {
    guard application.value.value(at: keys) != value.value else { return }
    set(keys, value.value)
    touch(keys.map { ".\($0)" }.joined(), value.source.path)
  }

  /// The probes that patterns give the application, and its own probes and hooks where they are sent elsewhere.
  private mutating func addProbes(of pod: PodDraft) {
    var wanted = application.value
    var sources: [String: FieldPath] = [:]
    for change in pod.contents.map(\.application) {
      for (field, probe) in change.replacements where sources[field] == nil {
        wanted[field] = (wanted[field]?.nonNull ?? [:]).merging(probe.value)
        sources[field] = probe.source.path
      }
    }
    wanted = pod.fronts.redirecting(pod.checks, of: wanted)
    for field in ["startupProbe", "readinessProbe", "livenessProbe", "lifecycle"] {
      for (keys, value) in (wanted[field] ?? .null).differences(from: application.value[field] ?? .null) {
        let path = [field] + keys
        let check = pod.checks.first { path.starts(with: $0.keys) }
        replace(
          path, Sourced(value, Source(holder: "", path: sources[field] ?? check?.path ?? application.path(field))))
      }
    }
  }

  private mutating func set(_ keys: [String], _ value: JSON) {
    var changed = container ?? ["name": application.value["name"] ?? .null]
    changed.set(keys, to: value)
    container = changed
  }

  private mutating func touch(_ field: String, _ path: FieldPath) {
    let container = TouchedField.path(list, key: ["name"], of: application.value)
    touched.append(TouchedField(field: container + field, entry: application.source.holder, wantedBy: path))
  }
}
