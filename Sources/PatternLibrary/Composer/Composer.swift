import JSONTree
import PodPatternAPI

/// Composes the objects of a `PodPattern`: the one core behind the operator, the command line and the tests.
///
/// It does no input or output and knows neither time nor chance: the same `PodPattern` and options give the same bytes.
///
/// What it does, in this order:
/// 1. reads the pod template, and finds the application's container in it (``PodTemplate``);
/// 2. asks every pattern's use case for its ``PodExtension``;
/// 3. looks for conflicts, all of them (`Conflicts/`), and for what would break quietly (`Warnings/`);
/// 4. merges and orders (`Merge.swift`, `Order.swift`), and writes the objects (`Objects/`); for a target, only what is
///    added (`Target/`).
public struct Composer: Sendable {
  /// What the composer needs to know beside the `PodPattern`.
  public let options: CompositionOptions

  /// A composer with the given options.
  public init(_ options: CompositionOptions) {
    self.options = options
  }

  /// The objects of a `PodPattern`, or everything that is wrong with it.
  ///
  /// The objects carry neither owner references, which only the operator can know, nor `null`, nor empty arrays.
  ///
  /// - Parameter target: what the PodPattern extends, if it has a `spec.target`.
  public func compose(_ podPattern: PodPattern, target: TargetState? = nil) -> Composition {
    switch podPattern.spec.subject {
    case .workload(let workload): return compose(podPattern, workload)
    case .target(let wanted):
      guard let target else {
        return .failure(problems: [
          Problem(
            path: FieldPath("spec", "target"), kind: .invalid(value: .string(wanted.description)),
            message: "there is no such object")
        ])
      }
      return compose(podPattern, extending: wanted, target)
    }
  }

  /// The pod with everything that the patterns add; `nil` without a container that could be the application's.
  ///
  /// - Parameter preferred: the application's container where the PodPattern names none.
  func draft(
    of podPattern: PodPattern, _ template: PodTemplate, preferred: Sourced<JSON>?, _ problems: inout [Problem]
  ) -> PodDraft? {
    guard let application = application(of: podPattern, in: template, preferred: preferred, &problems) else {
      return nil
    }
    let fronts = Fronts(of: podPattern)
    let checks = KubeletCheck.all(of: application, patterns: podPattern.spec.patterns)
    return PodDraft(
      podPattern: podPattern.metadata.name, restart: podPattern.spec.restart, template: template,
      application: application, fronts: fronts, checks: checks,
      extensions: extensions(
        of: podPattern, template: template, application: application, fronts: fronts, checks: checks))
  }

  /// The container that `spec.application` names; the preferred one where it names none.
  private func application(
    of podPattern: PodPattern, in template: PodTemplate, preferred: Sourced<JSON>?, _ problems: inout [Problem]
  ) -> Sourced<JSON>? {
    guard let name = podPattern.spec.application else { return preferred }
    if let container = template.containers.first(where: { $0.name == name }) { return container }
    if !template.containers.isEmpty {
      problems.append(
        Problem(
          path: FieldPath("spec", "application"),
          kind: .notSupported(value: .string(name), allowed: template.containers.compactMap(\.name))))
    }
    return template.containers.first
  }

  private func extensions(
    of podPattern: PodPattern, template: PodTemplate, application: Sourced<JSON>, fronts: Fronts,
    checks: [KubeletCheck]
  ) -> [PodDraft.PatternExtension] {
    var takenPortNames = Set(
      (template.containers + template.initContainers).flatMap { $0.elements("ports") }.compactMap(\.name))
    var takenPorts = Set(template.listeners.flatMap(PortClaim.declared).map(\.port))
    takenPorts.formUnion(fronts.all.flatMap { [$0.listenPort, $0.applicationPort] })
    return podPattern.spec.patterns.enumerated().map { index, pattern in
      let path = FieldPath("spec", "patterns").appending(index: index)
      let context = PatternContext(
        podPattern: podPattern.metadata.name, pattern: pattern.name, patternPath: path, unionPath: path, path: path,
        application: application, podSpec: template.spec, fronts: fronts, checks: checks,
        takenPortNames: takenPortNames,
        takenPorts: takenPorts,
        options: options)
      let content = PodExtension(pattern, in: context)
      takenPorts.formUnion(content.ports.map(\.port))
      takenPortNames.formUnion(content.containers.flatMap { $0.elements("ports") }.compactMap(\.name))
      return PodDraft.PatternExtension(
        pattern: pattern.name, path: path, configMapName: context.configMapName, content: content)
    }
  }
}
