import JSONTree
import PodPatternAPI

/// A policy composed for a Pod of which nothing is known but that it has an application's container.
///
/// It is composed for two such Pods: whatever then differs depends on the Pod, and cannot be said beforehand.
struct UnknownPod: Sendable {
  /// Everything that keeps the policy from being said to an API server.
  let problems: [Problem]
  let warnings: [Warning]
  let fronts: Fronts
  /// What is added; `nil` where there is nothing to go on with.
  let addition: PodAddition?

  init(_ policy: ClusterPodPattern, composer: Composer) {
    let podPattern = policy.podPattern(extending: "Pod", policy.metadata.name)
    let name = policy.spec.application
    var problems: [Problem] = []
    let pod = composer.draft(of: podPattern, .unknown(application: name ?? "application"), &problems)
    let other = composer.draft(
      of: podPattern, .unknown(application: name ?? "other", user: 1), &problems)
    guard let pod, let other else {
      self.init(problems: problems, warnings: [], fronts: Fronts([]), addition: nil)
      return
    }
    let dependent = Self.dependencies(pod, other)
    // The Pod may be in any namespace.
    let own = pod.problems(allowPrivileged: composer.options.allowPrivileged.contains(nil)).filter { problem in
      !dependent.contains { problem.path.elements.starts(with: $0.path.elements) }
    }
    self.init(
      problems: problems + own + dependent + pod.objectProblems,
      warnings: pod.warnings, fronts: pod.fronts, addition: PodAddition(pod))
  }

  private init(problems: [Problem], warnings: [Warning], fronts: Fronts, addition: PodAddition?) {
    self.problems = problems
    self.warnings = warnings
    self.fronts = fronts
    self.addition = addition
  }

  /// The patterns that are not the same for both Pods.
  private static func dependencies(_ pod: PodDraft, _ other: PodDraft) -> [Problem] {
    zip(pod.extensions, other.extensions).filter { !$0.content.addsTheSame(as: $1.content) }.map { item, _ in
      Problem(
        path: item.path, kind: .forbidden,
        message:
          "what pattern \"\(item.pattern)\" adds depends on the name or the user of the application's container, which is "
          + "not known before a Pod is there: use delivery Template")
    }
  }
}

extension Composer {
  fileprivate func draft(
    of podPattern: PodPattern, _ template: PodTemplate, _ problems: inout [Problem]
  ) -> PodDraft? {
    draft(of: podPattern, template, preferred: template.containers.first, &problems)
  }
}

extension PodTemplate {
  fileprivate static func unknown(application: String, user: Int64? = nil) -> PodTemplate {
    var container: JSON = ["name": .string(application)]
    container["securityContext"] = user.map { ["runAsUser": .integer($0)] }
    return PodTemplate(
      ["spec": ["containers": [container]]], Source(holder: "the Pod", path: FieldPath([], in: "Pod")), isOwn: false)
  }
}

extension PodExtension {
  fileprivate func addsTheSame(as other: PodExtension) -> Bool {
    containers.map(\.value) == other.containers.map(\.value)
      && initContainers.map(\.value) == other.initContainers.map(\.value)
      && volumes.map(\.value) == other.volumes.map(\.value) && configFiles == other.configFiles
  }
}

extension PodDraft {
  /// What patterns need beside the Pod, which the API server does not create along with it.
  fileprivate var objectProblems: [Problem] {
    let jobs = extensions.filter { !$0.content.jobs.isEmpty }.map { item in
      Problem(
        path: item.path, kind: .forbidden,
        message:
          "pattern \"\(item.pattern)\" needs a Job before the Pod, which the API server does not create along with it: "
          + "use delivery Template")
    }
    let monitors = contents.compactMap(\.monitor).map { draft in
      Problem(
        path: draft.source.path, kind: .forbidden,
        message:
          "a \(draft.monitor.kind.rawValue) is an object of each namespace, which the API server does not create along "
          + "with a Pod: leave it out for annotations of the Pods, or use delivery Template")
    }
    return jobs + monitors
  }
}

extension PodAddition {
  /// The most characters that the API server takes as one expression (the limit of its CEL parser).
  private static let maximumExpression = 100_000

  /// Where there is more than fits in the places that there are.
  func sizeProblems(_ redirections: [ProbeRedirection]) -> [Problem] {
    let annotations = configuration.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    let expression = mutations(redirecting: redirections).map(\.text.utf8.count).max() ?? 0
    return [
      ("their configuration", annotations, InlineConfiguration.maximumSize, "annotations"),
      ("what they add", expression, Self.maximumExpression, "an expression"),
    ].filter { $0.1 > $0.2 }.map { what, size, limit, place in
      Problem(
        path: FieldPath("spec", "patterns"), kind: .tooLong(max: limit),
        message: "\(what) has \(size) bytes, more than \(place) can hold: use several policies, or delivery Template")
    }
  }
}
