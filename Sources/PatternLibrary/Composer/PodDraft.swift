import JSONTree

/// A pod while it is put together: the template and every extension side by side, before anything is merged.
///
/// Conflicts and warnings are found here, where each entry still knows who asked for it.
struct PodDraft: Sendable {
  /// The name of the `PodPattern`.
  let podPattern: String
  /// What rolls the pods when it changes; `nil` for nothing.
  let restart: String?
  let template: PodTemplate
  /// The application's container as the template has it.
  let application: Sourced<JSON>
  /// The ports that patterns have taken over from the application.
  let fronts: Fronts
  /// What the kubelet asks the application.
  let checks: [KubeletCheck]
  /// In the order of `spec.patterns`.
  let extensions: [PatternExtension]
  /// What the extensions add; everything below asks for it, again and again.
  let contents: [PodExtension]

  /// A pattern and what it adds.
  struct PatternExtension: Sendable {
    let pattern: String
    /// `spec.patterns[i]`.
    let path: FieldPath
    let configMapName: String
    let content: PodExtension
  }

  init(
    podPattern: String, restart: String?, template: PodTemplate, application: Sourced<JSON>, fronts: Fronts,
    checks: [KubeletCheck], extensions: [PatternExtension]
  ) {
    self.podPattern = podPattern
    self.restart = restart
    self.template = template
    self.application = application
    self.fronts = fronts
    self.checks = checks
    self.extensions = extensions
    contents = extensions.map(\.content)
  }

  /// The containers that patterns add, whatever becomes of them.
  var addedContainers: [Sourced<JSON>] { contents.flatMap { $0.initContainers + $0.containers } }

  /// All volumes of the pod, the template's first.
  var volumes: [Sourced<JSON>] { template.volumes + contents.flatMap(\.volumes) }

  /// The ports by name that a Service can lead to.
  var namedPorts: [Sourced<JSON>] {
    (template.listeners + contents.flatMap(\.containers)).flatMap { $0.elements("ports") }
      .filter { $0.name != nil }
  }
}

extension PodDraft {
  /// Everything that keeps the draft from becoming a pod.
  func problems(allowPrivileged: Bool) -> [Problem] {
    contents.flatMap(\.problems) + nameConflicts + portConflicts + frontConflicts + mountConflicts
      + volumeConflicts + applicationConflicts + limitProblems(allowPrivileged: allowPrivileged)
  }

  /// Everything that would hardly work as meant.
  var warnings: [Warning] {
    contents.flatMap(\.warnings) + probeWarnings + listeningWarnings + overrideWarnings
  }
}
