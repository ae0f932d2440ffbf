import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI

/// Finds out which pattern of which PodPattern has added what to a workload.
///
/// - Expected flow: ``init(client:)`` asks what the cluster can do; ``explain(_:namespace:)`` for each workload.
/// - Guarantees: it reads, and writes nothing.
/// - Caveats: what a PodPattern has added to a workload of its own is told by composing it, as it is declared now; what it
///   has added to somebody else's, by the owners of the fields. Of a PodPattern that is gone, or cannot be read, the patterns are
///   not known.
/// - Errors: `KubernetesError`; ``WorkloadNotFound``.
public struct Explainer: Sendable {
  let client: KubernetesClient
  let composer: Composer

  /// An explainer for the cluster of a client.
  public init(client: KubernetesClient) async throws(KubernetesError) {
    self.client = client
    // It only tells what is there, whoever has allowed it.
    composer = try await Composer(client: client, allowPrivileged: true)
  }

  /// What PodPatterns have added to a workload.
  public func explain(_ reference: WorkloadReference, namespace: String) async throws -> Explanation {
    let (id, object) = try await workload(reference, namespace: namespace)
    let live = try LiveTarget(object, resource: id.resource)
    let newestPod = try await client.newestPod(of: object).map(ContainerStates.init(pod:))
    var podPatterns: [Explanation.Extending] = []
    var additions: [Explanation.Addition] = []
    for (name, isOwner) in Self.podPatterns(of: live) {
      let podPattern = try await readable(name, namespace: namespace)
      let ready = podPattern?.ready
      podPatterns.append(Explanation.Extending(name: name, ready: ready))
      let parts =
        isOwner ? ownParts(of: live, podPattern) : addedParts(to: live, by: name, podPattern)
      additions += parts.map { part, pattern in
        let isContainer = part.kind == .container || part.kind == .initContainer
        let state = newestPod?.state(of: part.name) ?? "unknown; PodPattern ready: \(ready ?? "unknown")"
        return Explanation.Addition(
          podPattern: name, pattern: pattern, part: part, state: isContainer ? state : Optional.none)
      }
    }
    return Explanation(workload: id, podPatterns: podPatterns, additions: additions.sorted { $0.order < $1.order })
  }

  private func workload(_ reference: WorkloadReference, namespace: String) async throws -> (ObjectID, JSON) {
    let notFound = WorkloadNotFound(reference: reference, namespace: namespace)
    let (apiVersion, kind): (String, String)
    switch reference.kind {
    case .known(let known): (apiVersion, kind) = (known.apiVersion, known.kind)
    case .other:
      guard let target = try await target(reference, namespace: namespace) else { throw notFound }
      (apiVersion, kind) = (target.resolvedAPIVersion, target.kind)
    }
    guard let resource = try await client.resource(apiVersion: apiVersion, kind: kind) else { throw notFound }
    let id = ObjectID(resource: resource, key: ObjectKey(namespace: namespace, name: reference.name))
    guard let object = try await client.find(id) else { throw notFound }
    return (id, object)
  }

  /// What a person means by a kind that is not Kubernetes' own: the target of some PodPattern.
  private func target(_ reference: WorkloadReference, namespace: String) async throws(KubernetesError) -> Target? {
    for try await page in client.list(.podPatterns, namespace: namespace) {
      let targets = page.items.lazy.compactMap { (try? PodPattern.decode($0))?.spec.target }
      if let target = targets.first(where: reference.isTarget) { return target }
    }
    return nil
  }

  /// The PodPatterns that have to do with a workload, and whether it is their own.
  private static func podPatterns(of live: LiveTarget) -> [(name: String, isOwner: Bool)] {
    let labels = live.object["metadata", "labels"]
    let owner = labels?[Labels.managedBy]?.string == Labels.manager ? labels?[Labels.name]?.string : nil
    let extending = ExtensionMark.podPatterns(in: live.object).sorted()
    return [owner].compactMap(\.self).map { ($0, true) } + extending.map { ($0, false) }
  }

  /// The PodPattern; `nil` where it is gone, or the caller may not read it.
  private func readable(_ name: String, namespace: String) async throws(KubernetesError) -> JSON? {
    do {
      return try await client.find(
        ObjectID(resource: .podPatterns, key: ObjectKey(namespace: namespace, name: name)))
    } catch {
      guard error.isForbidden else { throw error }
      return nil
    }
  }

  /// What the patterns of a PodPattern have added to the workload that it runs.
  private func ownParts(of live: LiveTarget, _ podPattern: JSON?) -> [(PodPart, pattern: String?)] {
    guard let podPattern, let template = live.object.value(at: live.templatePath) else { return [] }
    let attribution = Attribution(podPattern, composer: composer, target: nil, templatePath: live.templatePath)
    let declared = PodParts(template: podPattern["spec", "workload", "template"] ?? [:]).contents
    return PodParts(template: template).contents.compactMap { part, content in
      guard let pattern = attribution.pattern(of: part, content) else { return nil }
      let isUsers = declared[part] != nil && part.kind != .field
      return isUsers ? nil : (part, pattern)
    }.filter { $0.0.isWorthTelling(in: live, pattern: $0.pattern) }
  }

  /// What a PodPattern has added to somebody else's workload.
  private func addedParts(
    to live: LiveTarget, by name: String, _ podPattern: JSON?
  ) -> [(PodPart, pattern: String?)] {
    let path =
      (podPattern.flatMap { try? PodPattern.decode($0) })?.spec.target?.resolvedTemplatePath ?? live.templatePath
    let attribution = podPattern.map {
      Attribution($0, composer: composer, target: state(of: live, $0), templatePath: path)
    }
    let owned = live.ownership.fields(of: ExtensionManager.name(of: name))
    let touched = live.touched(by: name)
    return PodParts(template: live.object.value(at: path) ?? [:]).contents.compactMap { part, content in
      let place = ManagedFieldPath(path.map { .field($0) } + content.path)
      let isAdded = owned.contains(place) || part.kind == .field && owned.intersects(place)
      let isTouched = touched.contains {
        $0 == place || $0.elements.starts(with: place.elements) && part.kind == .field
      }
      return isAdded || isTouched ? (part, attribution?.pattern(of: part, content)) : nil
    }.filter { $0.0.isWorthTelling(in: live, pattern: $0.1) }
  }

  private func state(of live: LiveTarget, _ podPattern: JSON) -> TargetState? {
    guard let podPattern = try? PodPattern.decode(podPattern), let target = podPattern.spec.target else { return nil }
    return TargetState([live], of: podPattern.metadata.name, target)
  }
}

/// The workload that is to be explained is not there.
public struct WorkloadNotFound: Error, CustomStringConvertible {
  let reference: WorkloadReference
  let namespace: String

  /// Which one, and where.
  public var description: String {
    switch reference.kind {
    case .known: "\(reference) does not exist in namespace \(namespace)"
    case .other:
      "no PodPattern extends a \(reference) in namespace \(namespace); without one, only these kinds are known: "
        + TargetKind.all.map(\.kind).joined(separator: ", ")
    }
  }
}

extension LiveTarget {
  fileprivate var templatePath: [String] { id.resource.knownTemplatePath }
}

extension PodPart {
  /// Whether it is more than a detail of a container that a pattern has added: of these, only the ports are told.
  fileprivate func isWorthTelling(in live: LiveTarget, pattern: String?) -> Bool {
    container == nil || container != pattern || kind == .port
  }
}

extension Explanation.Addition {
  /// By PodPattern and pattern, then by kind and name.
  fileprivate var order: (String, String, Int, String, String) {
    (
      podPattern, pattern ?? "", PodPart.Kind.allCases.firstIndex(of: part.kind) ?? 0, part.name, part.container ?? ""
    )
  }
}

extension JSON {
  /// The condition Ready of a PodPattern: `True (RolledOut)`.
  fileprivate var ready: String? {
    PodPatternStatus(lenient: self["status"] ?? [:]).condition("Ready").map { "\($0.status.rawValue) (\($0.reason))" }
  }
}
