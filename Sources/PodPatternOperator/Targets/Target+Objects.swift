import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI

// What a target names, as objects of the cluster.

extension Target {
  /// The workload, and after it the Service where one is named.
  func objects(_ workload: APIResource, namespace: String?) -> [ObjectID] {
    let service = service.map { ObjectID(resource: .services, key: ObjectKey(namespace: namespace, name: $0)) }
    return [ObjectID(resource: workload, key: ObjectKey(namespace: namespace, name: name))]
      + [service].compactMap(\.self)
  }
}

extension TargetState {
  /// The objects of a target as all others want them, with whose the containers are.
  init(_ objects: [LiveTarget], of podPattern: String, _ target: Target) {
    let workload = objects.first { $0.id.resource != .services }
    let service = objects.first { $0.id.resource == .services }
    self.init(
      workload: workload?.withoutExtension(of: podPattern) ?? [:], service: service?.withoutExtension(of: podPattern),
      holders: workload?.holders(besides: podPattern, templatePath: target.resolvedTemplatePath) ?? [:])
  }
}

extension LiveTarget {
  /// The containers that other PodPatterns have added, with whose they are.
  fileprivate func holders(besides podPattern: String, templatePath: [String]) -> [String: String] {
    var holders: [String: String] = [:]
    let others = extenders(besides: podPattern)
    let spec = object.value(at: templatePath)?["spec"]
    for list in ["containers", "initContainers"] {
      for name in (spec?[list]?.array ?? []).compactMap({ $0["name"]?.string }) {
        let path = ManagedFieldPath(
          (templatePath + ["spec", list]).map { .field($0) } + [.key(["name": .string(name)])])
        let owner = others.sorted().first { ownership.fields(of: ExtensionManager.name(of: $0)).contains(path) }
        holders[name] = owner.map { "PodPattern \"\($0)\"" }
      }
    }
    return holders
  }
}
