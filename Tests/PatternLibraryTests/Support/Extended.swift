// From a PodPattern with a target, and the target, to what the library adds.

import JSONTree
import PatternLibrary
import PodPatternAPI
import Testing

extension Manifest {
  /// A PodPattern named `app` that extends Deployment `shop`.
  ///
  /// - Parameters:
  ///   - target: the target, as a YAML flow mapping.
  ///   - spec: members of `spec` beside `target` and `patterns`, indented by two spaces.
  ///   - patterns: the list of patterns, each line as it is.
  static func extending(
    _ target: String = "{kind: Deployment, name: shop}", spec: String = "", patterns: String
  ) -> String {
    """
    apiVersion: podpattern.dev/v1alpha1
    kind: PodPattern
    metadata: {name: app, namespace: test}
    spec:
      target: \(target)
    \(spec)
      patterns:
    \(patterns)
    """
  }
}

extension TargetState {
  /// A Deployment `shop` with a container `web`.
  ///
  /// - Parameters:
  ///   - container: members of the container, as a YAML flow mapping without braces.
  ///   - pod: members of the pod's `spec` beside `containers`, as a YAML flow mapping without braces.
  ///   - metadata: the template's metadata, as a YAML flow mapping.
  ///   - service: the Service's `spec`, as a YAML flow mapping.
  static func shop(
    container: String = "", pod: String = "", metadata: String = "{labels: {app: shop}}", service: String? = nil,
    holders: [String: String] = [:]
  ) throws -> TargetState {
    try TargetState(
      workload: parse(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop, namespace: test, labels: {team: shop}}
        spec:
          replicas: 3
          selector: {matchLabels: {app: shop}, matchExpressions: [{key: a, operator: Exists}]}
          template:
            metadata: \(metadata)
            spec:
              {containers: [{name: web, image: "example.com/web:1"\(container.isEmpty ? "" : ", " + container)}]\
        \(pod.isEmpty ? "" : ", " + pod)}
        """),
      service: service.map { try parse("{apiVersion: v1, kind: Service, metadata: {name: shop}, spec: \($0)}") },
      holders: holders)
  }

  static func parse(_ yaml: String) throws -> JSON { try #require(try YAML.parse(Array(yaml.utf8)).first) }
}

/// What a manifest that has to compose adds to a target.
struct Extended {
  let objects: [JSON]
  let extensions: [TargetExtension]
  let warnings: [String]

  init(_ yaml: String, _ state: TargetState, _ options: CompositionOptions = .test) throws {
    switch Composer(options).compose(try Manifest.decode(yaml), target: state) {
    case .success(let objects, let extensions, let warnings):
      self.objects = objects
      self.extensions = extensions
      self.warnings = warnings.map(\.description)
    case .failure(let problems):
      Issue.record("did not compose:\n\(problems.map(\.description).joined(separator: "\n"))")
      (objects, extensions, warnings) = ([], [], [])
    }
  }

  /// What is added to an object of a kind.
  func added(to kind: String = "Deployment") throws -> TargetExtension {
    try #require(extensions.first { $0.object["kind"]?.string == kind })
  }

  /// What is added to the pod.
  var pod: JSON { get throws { try #require(try added().object["spec", "template", "spec"]) } }

  /// The names in one of the pod's lists, in order.
  func names(_ list: String) throws -> [String] { (try pod[list]?.array ?? []).compactMap { $0["name"]?.string } }
}

/// The problems of a manifest that decodes and must not compose for a target.
func problems(
  _ yaml: String, _ state: TargetState?, _ options: CompositionOptions = .test
) throws -> [String] {
  guard case .failure(let problems) = Composer(options).compose(try Manifest.decode(yaml), target: state) else {
    return []
  }
  return problems.map(\.description)
}
