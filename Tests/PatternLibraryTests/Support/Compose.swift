// From the text of a manifest to what the library makes of it.

import JSONTree
import PatternLibrary
import PodPatternAPI
import Testing

enum Manifest {
  /// Decodes the one PodPattern of a manifest.
  static func decode(_ yaml: String) throws -> PodPattern {
    let document = try #require(try YAML.parse(Array(yaml.utf8)).first)
    return try PodPattern.decode(document)
  }

  /// A PodPattern named `app` whose application listens behind whatever `patterns` put in front of it.
  ///
  /// - Parameters:
  ///   - spec: members of `spec` beside `workload` and `patterns`, indented by two spaces.
  ///   - container: members of the application's container, as a YAML flow mapping without braces.
  ///   - pod: members of the pod's `spec` beside `containers`, as a YAML flow mapping without braces.
  ///   - service: the Service, as a YAML flow mapping.
  ///   - patterns: the list of patterns, each line as it is.
  static func app(
    spec: String = "", container: String = "", pod: String = "", service: String? = nil, patterns: String
  ) -> String {
    """
    apiVersion: podpattern.dev/v1alpha1
    kind: PodPattern
    metadata: {name: app, namespace: test}
    spec:
      workload:
        template:
          spec:
            {containers: [{name: web, image: "example.com/web:1"\(container.isEmpty ? "" : ", " + container)}]\
    \(pod.isEmpty ? "" : ", " + pod)}
    \(service.map { "    service: \($0)" } ?? "")
    \(spec)
      patterns:
    \(patterns)
    """
  }
}

extension CompositionOptions {
  /// What the tests compose with unless they are about an option.
  static let test = CompositionOptions(
    capabilities: ClusterCapabilities(nativeSidecars: true, monitors: [.serviceMonitor, .podMonitor]),
    allowPrivileged: true)

  /// The same for a server without native sidecars.
  static let plain = CompositionOptions(capabilities: ClusterCapabilities(nativeSidecars: false), allowPrivileged: true)
}

/// The objects and warnings of a manifest that has to compose.
struct Composed {
  let objects: [JSON]
  let warnings: [String]

  init(_ yaml: String, _ options: CompositionOptions = .test) throws {
    switch Composer(options).compose(try Manifest.decode(yaml)) {
    case .success(let objects, _, let warnings):
      self.objects = objects
      self.warnings = warnings.map(\.description)
    case .failure(let problems):
      Issue.record("did not compose:\n\(problems.map(\.description).joined(separator: "\n"))")
      objects = []
      warnings = []
    }
  }

  func object(_ kind: String) throws -> JSON {
    try #require(objects.first { $0["kind"]?.string == kind })
  }

  /// The Deployment's pod template.
  var template: JSON {
    get throws { try #require(try object("Deployment")["spec", "template"]) }
  }

  /// A container or init container of the pod.
  func container(_ name: String) throws -> JSON {
    let spec = try template["spec"]
    let all = (spec?["initContainers"]?.array ?? []) + (spec?["containers"]?.array ?? [])
    return try #require(all.first { $0["name"]?.string == name })
  }

  /// The names in one of the pod's lists, in order.
  func names(_ list: String) throws -> [String] {
    try (template["spec"]?[list]?.array ?? []).compactMap { $0["name"]?.string }
  }
}

/// The problems of a manifest that decodes and must not compose.
func problems(_ yaml: String, _ options: CompositionOptions = .test) throws -> [String] {
  guard case .failure(let problems) = Composer(options).compose(try Manifest.decode(yaml)) else { return [] }
  return problems.map(\.description)
}
