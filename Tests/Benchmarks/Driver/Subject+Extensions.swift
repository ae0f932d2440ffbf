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
      let composer = Composer(CompositionOptions(capabilities: ClusterCapabilities(nativeSidecars: false)))
      let name = "name-of-the-sample"
      let podPattern = try PodPattern.decode(extending.filled(["name": name]))
      let target = TargetState(workload: deployment.filled(["name": name]))
      guard case .success(_, let extensions, _) = composer.compose(podPattern, target: target) else {
        throw BenchmarkError("the sample has problems")
      }
      let mark: JSON = [
        "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
        "metadata": ["name": "{name}", "labels": ["benchmark": "bare"]],
      ]
      return try Subject(
        manifest: extending, plural: PodPattern.plural,
        ready: ReadyCondition(type: "Reconciling", value: "Progressing"),
        change: ["spec": ["suspend": false]], observed: .deployments,
        applies: [mark] + extensions.map { $0.object.replacing(name, with: "{name}") }, owned: [deployment])
    }
  }

  private static let extending: JSON = [
    "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind), "metadata": ["name": "{name}"],
    "spec": [
      "target": ["kind": "Deployment", "name": "{name}"],
      "patterns": [["name": "metrics", "adapter": ["prometheusExporter": ["preset": "elasticsearch"]]]],
    ],
  ]

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
