import JSONTree
import PatternLibrary
import PodPatternAPI

/// A random PodPattern, and what the library makes of it where somebody else runs the same workload.
struct GeneratedTarget: Sendable {
  let own: Generated
  let podPattern: PodPattern
  let state: TargetState
  let composition: Composition

  /// The name of the application's container.
  var application: JSON {
    let first = state.workload["spec", "template", "spec"]?["containers"]?.array?.first?["name"]
    return podPattern.spec.application.map(JSON.string) ?? first ?? .null
  }

  /// The extensions; `nil` where something was taken twice.
  var extensions: [TargetExtension]? {
    if case .success(_, let extensions, _) = composition { extensions } else { nil }
  }

  /// The Deployment, extended.
  var workload: JSON { extended(state.workload) }
  /// The Service, extended; `nil` for none.
  var service: JSON? { state.service.map(extended) }

  private func extended(_ object: JSON) -> JSON {
    extensions?.first { $0.object["kind"] == object["kind"] }?.applied(to: object) ?? object
  }

  init(_ own: Generated, _ options: CompositionOptions = .test) throws {
    self.own = own
    var spec = own.manifest["spec"] ?? [:]
    state = Self.state(spec["workload"] ?? [:])
    spec["workload"] = Optional.none
    spec["target"] = ["kind": "Deployment", "name": "shop"]
    if state.service != nil { spec["target"]?["service"] = "shop" }
    var manifest = own.manifest
    manifest["spec"] = spec
    podPattern = try PodPattern.decode(manifest)
    composition = Composer(options).compose(podPattern, target: state)
  }

  /// The workload as its owner would have written it.
  private static func state(_ workload: JSON) -> TargetState {
    let labels: JSON = ["app": "shop"]
    var template = workload["template"] ?? [:]
    if template["metadata"] == nil { template["metadata"] = [:] }
    template["metadata"]?["labels"] = labels
    let deployment: JSON = [
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "shop"],
      "spec": ["replicas": 0, "selector": ["matchLabels": labels], "template": template],
    ]
    let service = workload["service"].map { service -> JSON in
      var spec = service
      spec["selector"] = labels
      for field in ["labels", "annotations"] { spec[field] = Optional.none }
      return ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "shop"], "spec": spec]
    }
    return TargetState(workload: deployment, service: service)
  }

  static let thousands = Result { try Generated.thousands.get().map { try GeneratedTarget($0) } }
}
