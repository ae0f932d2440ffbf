import ArgumentParser
import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI

/// What an operator looks after, and how to tell from outside that it has done so.
struct Subject: Sendable {
  let resource: APIResource
  /// One object, with `{name}`.
  let manifest: JSON
  let ready: ReadyCondition
  /// A merge patch, with `{value}`.
  let change: JSON
  /// Where the changed value turns up.
  let observed: APIResource
  /// What the operator applies for one object, with `{name}`: the bare client does the same.
  let applies: [JSON]
  /// What is there before each object, with `{name}`, and belongs to somebody else.
  let owned: [JSON]
  /// Whether the operator makes the objects itself, for what is there before.
  let isMadeByOperator: Bool

  init(
    manifest: JSON, plural: String?, ready: ReadyCondition, change: JSON, observed: APIResource, applies: [JSON],
    owned: [JSON] = [], isMadeByOperator: Bool = false
  ) throws {
    guard let apiVersion = manifest["apiVersion"]?.string, let kind = manifest["kind"]?.string else {
      throw ValidationError("--manifest: apiVersion and kind are missing")
    }
    resource = APIResource(apiVersion: apiVersion, kind: kind, plural: plural ?? "\(kind.lowercased())s")
    self.manifest = manifest
    self.ready = ready
    self.change = change
    self.observed = observed
    self.applies = applies
    self.owned = owned
    self.isMadeByOperator = isMadeByOperator
  }

  /// The full name of one of the objects.
  func objectName(_ name: String) -> String { manifest["metadata", "name"]?.string?.filled(["name": name]) ?? name }

  /// PodPatterns that become a Deployment, a Service and a ConfigMap.
  ///
  /// There is no Deployment controller where this is measured: applied is as ready as a PodPattern gets.
  static var podPatterns: Subject {
    get throws {
      let composer = Composer(CompositionOptions(capabilities: ClusterCapabilities(nativeSidecars: false)))
      let name = "name-of-the-sample"
      guard case .success(let objects, _, _) = composer.compose(try PodPattern.decode(sample.filled(["name": name])))
      else {
        throw BenchmarkError("the sample has problems")
      }
      return try Subject(
        manifest: sample, plural: PodPattern.plural, ready: ReadyCondition(type: "Reconciling", value: "Progressing"),
        change: ["spec": ["workload": ["template": ["metadata": ["annotations": ["benchmark": "{value}"]]]]]],
        observed: .deployments, applies: objects.map { $0.replacing(name, with: "{name}") })
    }
  }

  private static let sample: JSON = [
    "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind), "metadata": ["name": "{name}"],
    "spec": [
      "workload": [
        "template": ["spec": ["containers": [["name": "application", "image": "example.com/application:1"]]]],
        "service": ["ports": [["name": "https", "port": 9200]]],
      ],
      "patterns": [
        [
          "name": "tls",
          "ambassador": ["tlsTermination": ["listenPort": 9200, "applicationPort": 9201, "certificateSecret": "tls"]],
        ]
      ],
    ],
  ]
}

extension APIResource {
  /// The resource of an object whose plural name ends as most do.
  init(of object: JSON) {
    let kind = object["kind"]?.string ?? ""
    self.init(apiVersion: object["apiVersion"]?.string ?? "", kind: kind, plural: "\(kind.lowercased())s")
  }

  init(apiVersion: String, kind: String, plural: String) {
    let parts = apiVersion.split(separator: "/").map(String.init)
    self.init(
      group: parts.count == 2 ? parts[0] : "", version: parts.last ?? "", kind: kind, plural: plural)
  }
}
