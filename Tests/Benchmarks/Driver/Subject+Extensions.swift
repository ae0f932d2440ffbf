import JSONTree
import PatternLibrary
import PodPatternAPI

extension Subject {
  /// PodPatterns that extend Deployments of somebody else's by an exporter.
  ///
  /// For each, the operator sets its finalizer, applies the extension, and writes the status; the bare client does as much,
  /// with a label in the finalizer's place, so that it can take everything away again.
  static var extensions: Subject {
    get throws {
      let mark: JSON = [
        "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
        "metadata": ["name": "{name}", "labels": ["benchmark": "bare"]],
      ]
      return try extending(by: podPattern("{name}"), mark: mark)
    }
  }

  /// PodPatterns that a policy makes, which extend Deployments of somebody else's by the same exporter.
  ///
  /// For each, the operator applies the PodPattern, complete, then the extension, and writes the status; the bare client does
  /// as much, without the finalizer.
  static func members(of policy: MeasuredPolicy) throws -> Subject {
    let member = podPattern("\(policy.name)-deployment-{name}", labels: policy.memberLabels)
    return try extending(by: member, mark: member, isMadeByOperator: true)
  }

  /// - Parameter mark: what the bare client applies of the PodPattern.
  private static func extending(by manifest: JSON, mark: JSON, isMadeByOperator: Bool = false) throws -> Subject {
    let composer = Composer(CompositionOptions(capabilities: ClusterCapabilities(nativeSidecars: false)))
    let name = "name-of-the-sample"
    let podPattern = try PodPattern.decode(manifest.filled(["name": name]))
    let target = TargetState(workload: deployment.filled(["name": name]))
    guard case .success(_, let extensions, _) = composer.compose(podPattern, target: target) else {
      throw BenchmarkError("the sample has problems")
    }
    return try Subject(
      manifest: manifest, plural: PodPattern.plural,
      ready: ReadyCondition(type: "Reconciling", value: "Progressing"),
      change: ["spec": ["suspend": false]], observed: .deployments,
      applies: [mark] + extensions.map { $0.object.replacing(name, with: "{name}") }, owned: [deployment],
      isMadeByOperator: isMadeByOperator)
  }

  private static func podPattern(_ name: String, labels: JSON = [:]) -> JSON {
    [
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
      "metadata": ["name": .string(name), "labels": labels],
      "spec": ["target": ["kind": "Deployment", "name": "{name}"], "patterns": exporter],
    ]
  }

  /// The patterns by which Deployments are extended.
  static let exporter: JSON = [["name": "metrics", "adapter": ["prometheusExporter": ["preset": "elasticsearch"]]]]

  private static let deployment: JSON = [
    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "{name}"],
    "spec": [
      "selector": ["matchLabels": ["app": "{name}"]],
      "template": [
        "metadata": ["labels": ["app": "{name}"]],
        "spec": ["containers": [["name": "application", "image": "example.com/application:1"]]],
      ],
    ],
  ]
}
