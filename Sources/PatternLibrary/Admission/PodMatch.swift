import JSONTree
import PodPatternAPI

/// Which Pods a policy means, in the terms of the API server's admission policies.
struct PodMatch: Sendable {
  let policy: ClusterPodPattern
  /// Whose Pods are only meant if the policy says so.
  let systemNamespaces: Set<String>

  private var match: WorkloadMatch { policy.spec.match }

  /// The name that the API server gives a namespace as a label.
  private static let namespaceName = "kubernetes.io/metadata.name"
  /// What the names of our own conditions begin with.
  static let conditionPrefix = "podpattern.dev/"

  /// New Pods of the namespaces and labels.
  var constraints: JSON {
    var constraints: JSON = [
      "resourceRules": [
        [
          "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"],
          "scope": "Namespaced",
        ]
      ]
    ]
    let namespaces = LabelSelector(
      matchLabels: match.namespaceSelector.matchLabels,
      matchExpressions: match.namespaceSelector.matchExpressions + excludedNamespaces)
    if namespaces != LabelSelector() { constraints["namespaceSelector"] = namespaces.json }
    if match.workloadSelector != LabelSelector() { constraints["objectSelector"] = match.workloadSelector.json }
    return constraints
  }

  private var excludedNamespaces: [LabelRequirement] {
    let excluded = match.exclude.namespaces.union(match.includeSystemNamespaces ? [] : systemNamespaces)
    guard !excluded.isEmpty else { return [] }
    return [LabelRequirement(key: Self.namespaceName, operator: .isNotIn, values: excluded.sorted())]
  }

  /// What else a Pod has to be, as `matchConditions`.
  var conditions: [JSON] {
    let own: [(String, String?)] = [
      // The kubelet makes them itself, and the API server only shows them.
      ("not-a-mirror", "!(\"kubernetes.io/config.mirror\" in \(Self.annotations))"),
      ("kind", kindCondition), ("not-excluded", exclusionCondition), ("override", overrideCondition),
    ]
    return own.compactMap { name, condition in condition.map { Self.condition(name, $0) } }
      + match.matchConditions.map(\.json)
  }

  /// A condition of ours.
  static func condition(_ name: String, _ expression: String) -> JSON {
    ["name": .string(conditionPrefix + name), "expression": .string(expression)]
  }

  private static let annotations = "object.metadata.?annotations.orValue({})"
  private static let owners = "object.metadata.?ownerReferences.orValue([])"
  /// What a Deployment's Pods have in their name and that of their ReplicaSet.
  private static let templateHash = "object.metadata.?labels.orValue({})[?\"pod-template-hash\"].orValue(\"\")"

  /// Without kinds, delivery Admission means every Pod, and any other those of the workloads that it extends.
  private var kindCondition: String? {
    let kinds = policy.spec.delivery == .admission ? match.statedKinds : match.kinds
    return kinds.map { kinds in
      kinds.sorted { $0.rawValue < $1.rawValue }.map { kind in
        let controller = "o.?controller.orValue(false)"
        switch kind {
        case .deployment:
          return "(\(Self.templateHash) != \"\" && \(Self.owners).exists(o, \(controller) && o.kind == \"ReplicaSet\"))"
        case .cronJob:
          return "\(Self.owners).exists(o, \(controller) && o.kind == \"Job\" && o.name.matches(\"-[0-9]+$\"))"
        case .statefulSet, .daemonSet:
          return "\(Self.owners).exists(o, \(controller) && o.kind == \(CEL.string(kind.rawValue)))"
        }
      }.joined(separator: " || ")
    }
  }

  private var exclusionCondition: String? {
    guard !match.exclude.workloads.isEmpty else { return nil }
    let excluded = match.exclude.workloads.map { workload in
      "request.namespace == \(CEL.string(workload.namespace)) && "
        + "\(Self.owners).exists(o, \(Self.isOwner(workload)))"
    }
    return "!(\(excluded.sorted().map { "(\($0))" }.joined(separator: " || ")))"
  }

  /// Whether the owner `o` of a Pod is the workload, or what the workload makes its Pods by.
  private static func isOwner(_ workload: ExcludedWorkload) -> String {
    let name = CEL.string(workload.name)
    return switch workload.kind {
    case .deployment: "o.kind == \"ReplicaSet\" && o.name == \(name) + \"-\" + \(templateHash)"
    case .cronJob:
      "o.kind == \"Job\" && o.name.startsWith(\(CEL.string(workload.name + "-"))) "
        + "&& o.name.substring(\(workload.name.utf8.count + 1)).matches(\"^[0-9]+$\")"
    case .statefulSet, .daemonSet: "o.kind == \(CEL.string(workload.kind.rawValue)) && o.name == \(name)"
    }
  }

  private var overrideCondition: String? {
    let key = CEL.string(ClusterPodPattern.overridePrefix + policy.metadata.name)
    let value = "\(Self.annotations)[?\(key)].orValue(\"\")"
    return switch policy.spec.override {
    case .none: nil
    case .optOut: "\(value) != \(CEL.string(AnnotationOverride.disabled))"
    case .optIn: "\(value) == \(CEL.string(AnnotationOverride.enabled))"
    }
  }
}
