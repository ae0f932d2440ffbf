import JSONTree
import KubernetesClient
import PodPatternOperator
import TestSupport

/// Users who change their minds: PodPatterns that come, change and go, as a seed determines.
struct Churn: Sendable {
  /// What is declared in the end: the image, and whether TLS is terminated; `nil` for what is deleted.
  struct Declaration: Sendable, Hashable {
    let image: String
    let hasTLS: Bool
  }

  let namespace: OperatedNamespace
  private(set) var declared: [String: Declaration] = [:]
  private var generator: SeededGenerator
  private var count = 0

  init(namespace: OperatedNamespace, seed: UInt64) {
    self.namespace = namespace
    generator = SeededGenerator(seed: seed)
  }

  /// A random time, up to a limit.
  mutating func moment(upTo limit: Duration) -> Duration { limit * Double.random(in: 0...1, using: &generator) }

  /// One change.
  mutating func change() async throws {
    count += 1
    let name = "churned-\(Int.random(in: 0..<6, using: &generator))"
    if declared[name] != nil, Int.random(in: 0..<5, using: &generator) == 0 {
      declared[name] = nil
      try await namespace.admin.delete(
        .podPatterns, ObjectKey(namespace: namespace.name, name: name), propagation: .background)
    } else {
      try await declare(name)
    }
  }

  /// A change for which there has to be an operator, as there has not for every deletion.
  mutating func declareAnother() async throws {
    count += 1
    try await declare("another")
  }

  private mutating func declare(_ name: String) async throws {
    let declaration = Declaration(image: "example.com/web:\(count)", hasTLS: .random(using: &generator))
    declared[name] = declaration
    try await namespace.apply(name, image: declaration.image, hasTLS: declaration.hasTLS)
  }

  /// What in the cluster is not as declared; nothing, once the operator has caught up.
  func differences() async throws -> [String] {
    var differences: [String] = []
    var uids: Set<String> = []
    for (name, declaration) in declared.sorted(by: { $0.key < $1.key }) {
      guard let podPattern = try await find(.podPatterns, name) else {
        differences.append("\(name) is missing")
        continue
      }
      podPattern["metadata", "uid"]?.string.map { _ = uids.insert($0) }
      if podPattern["status", "observedGeneration"] != podPattern["metadata", "generation"] {
        differences.append("\(name) has an old status")
      }
      let containers = try await find(.deployments, name)?["spec", "template", "spec"]?["containers"]?.array ?? []
      if !containers.contains(where: { $0["image"]?.string == declaration.image }) {
        differences.append("\(name)'s Deployment is not of \(declaration.image)")
      }
      if try await find(.configMaps, "\(name)-tls") == nil, declaration.hasTLS {
        differences.append("\(name)'s ConfigMap is missing")
      }
      if try await find(.configMaps, "\(name)-tls") != nil, !declaration.hasTLS {
        differences.append("\(name)'s ConfigMap is left over")
      }
    }
    return differences + (try await orphans(of: uids))
  }

  /// What the operator made for PodPatterns that are no more.
  private func orphans(of uids: Set<String>) async throws -> [String] {
    var orphans: [String] = []
    for resource in [APIResource.deployments, .services, .configMaps] {
      for try await page in namespace.admin.list(
        resource, namespace: namespace.name, labelSelector: "app.kubernetes.io/managed-by=podpattern")
      {
        for object in page.items {
          let owner = object["metadata", "ownerReferences"]?.array?.first?["uid"]?.string ?? ""
          if !uids.contains(owner) {
            orphans.append("\(resource.kind)/\(object["metadata", "name"]?.string ?? "") is orphaned")
          }
        }
      }
    }
    return orphans
  }

  private func find(_ resource: APIResource, _ name: String) async throws -> JSON? {
    do {
      return try await namespace.admin.get(resource, ObjectKey(namespace: namespace.name, name: name))
    } catch {
      guard error.isNotFound else { throw error }
      return nil
    }
  }
}
