import JSONTree
import KubernetesClient

/// A part of a pod template that a pattern can add.
struct PodPart: Sendable, Hashable {
  /// The kinds, in the order in which they are shown.
  enum Kind: String, Sendable, CaseIterable {
    case initContainer = "init container"
    case container
    case port
    case environmentVariable = "env"
    case volumeMount = "volume mount"
    case field
    case volume
    case annotation
  }

  let kind: Kind
  /// The container that it is in; `nil` for what is the pod's.
  let container: String?
  /// What it is called: a mount by its path, a port by its number and protocol, a field by its name.
  let name: String
}

/// The parts of a pod template, with where they are and what they hold.
struct PodParts: Sendable {
  struct Content: Sendable {
    /// From the pod template on.
    let path: [ManagedFieldPath.Element]
    let value: JSON
  }

  private(set) var contents: [PodPart: Content] = [:]

  init(template: JSON) {
    addEntries(of: template["spec"], .volume, list: "volumes", at: [.field("spec")])
    for (key, value) in template["metadata", "annotations"]?.object ?? [:] {
      add(.annotation, key, at: [.field("metadata"), .field("annotations"), .field(key)], value)
    }
    for (list, kind) in [("initContainers", PodPart.Kind.initContainer), ("containers", .container)] {
      addEntries(of: template["spec"], kind, list: list, at: [.field("spec")])
      for container in template["spec", list]?.array ?? [] {
        guard let name = container["name"]?.string else { continue }
        addParts(of: container, named: name, at: [.field("spec"), .field(list), .key(["name": .string(name)])])
      }
    }
  }

  private mutating func addParts(of container: JSON, named name: String, at path: [ManagedFieldPath.Element]) {
    addEntries(of: container, .environmentVariable, list: "env", at: path, container: name)
    addEntries(of: container, .volumeMount, list: "volumeMounts", key: "mountPath", at: path, container: name)
    for port in container["ports"]?.array ?? [] {
      guard let number = port["containerPort"]?.integer else { continue }
      let transport = port["protocol"]?.string ?? "TCP"
      let key: JSONObject = ["containerPort": .integer(number), "protocol": .string(transport)]
      add(.port, "\(number)/\(transport)", at: path + [.field("ports"), .key(key)], port, container: name)
    }
    for field in ["command", "args", "startupProbe", "readinessProbe", "livenessProbe"] {
      guard let value = container[field] else { continue }
      add(.field, field, at: path + [.field(field)], value, container: name)
    }
  }

  private mutating func addEntries(
    of parent: JSON?, _ kind: PodPart.Kind, list: String, key: String = "name", at path: [ManagedFieldPath.Element],
    container: String? = nil
  ) {
    for entry in parent?[list]?.array ?? [] {
      guard let name = entry[key]?.string else { continue }
      add(kind, name, at: path + [.field(list), .key([key: .string(name)])], entry, container: container)
    }
  }

  private mutating func add(
    _ kind: PodPart.Kind, _ name: String, at path: [ManagedFieldPath.Element], _ value: JSON, container: String? = nil
  ) {
    contents[PodPart(kind: kind, container: container, name: name)] = Content(path: path, value: value)
  }
}
