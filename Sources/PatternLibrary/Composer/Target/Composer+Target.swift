import JSONTree
import PodPatternAPI

// Composing what a PodPattern adds to a workload of somebody else's.

extension Composer {
  func compose(_ podPattern: PodPattern, extending target: Target, _ state: TargetState) -> Composition {
    let template = PodTemplate(of: target, in: state)
    guard template.problems.isEmpty else { return .failure(problems: template.problems) }
    var problems = state.serviceProblems(target)
    guard let pod = draft(of: podPattern, extending: template, state, &problems) else {
      return .failure(problems: problems)
    }
    let draft = WorkloadDraft(
      pod: pod, service: service(target, state, pod),
      servicePath: FieldPath("spec", "target", "service"),
      selectors: MonitorSelectors(podPattern: podPattern.metadata.name, extending: state.workload), options: options,
      namespace: podPattern.metadata.namespace)
    problems += draft.problems + pod.endlessProblems(nativeSidecars: options.capabilities.nativeSidecars)
    guard problems.isEmpty else { return .failure(problems: problems) }

    let identity = ObjectIdentity(podPattern: podPattern.metadata.name, namespace: podPattern.metadata.namespace)
    let application = ApplicationFields(pod, list: target.resolvedTemplatePath + ["spec", "containers"])
    let touched = application.touched + (draft.service?.touched ?? [])
    return .success(
      objects: (pod.jobs(identity) + pod.configMaps(identity) + draft.monitorObjects(identity)).map(
        \.withoutEmptyFields),
      extensions: [workloadExtension(target, pod, application, identity)] + serviceExtension(target, draft, identity),
      warnings: draft.warnings + touched.map(\.warning)
        + state.selectorWarnings(target, labels: template.metadata["labels"]))
  }

  /// The draft; without those containers of the target that are the very ones which the patterns add.
  ///
  /// Whoever applies what `kubectl get` showed has them in the own manifest then, which changes nothing.
  private func draft(
    of podPattern: PodPattern, extending template: PodTemplate, _ state: TargetState, _ problems: inout [Problem]
  ) -> PodDraft? {
    let preferred = template.containers.first { state.holders[$0.name ?? ""] == nil } ?? template.containers.first
    guard let whole = draft(of: podPattern, template, preferred: preferred, &problems) else { return nil }
    let nativeSidecars = options.capabilities.nativeSidecars
    let foreign = Set(state.holders.keys).union([whole.application.name].compactMap(\.self))
    let names = Set(whole.addedContainers.compactMap(\.name)).subtracting(foreign)
    let rest = template.removing(names)
    guard rest.containers.count + rest.initContainers.count < template.containers.count + template.initContainers.count
    else { return whole }
    var ignored: [Problem] = []
    guard let reduced = draft(of: podPattern, rest, preferred: preferred, &ignored) else { return whole }
    let isSame =
      template.initContainers.areCovering(reduced.addedInitContainers(nativeSidecars: nativeSidecars), names)
      && template.containers.areCovering(reduced.addedOrdinaryContainers(nativeSidecars: nativeSidecars), names)
    return isSame ? reduced : whole
  }

  private func service(_ target: Target, _ state: TargetState, _ pod: PodDraft) -> ServiceDraft? {
    guard let name = target.service, let service = state.service else { return nil }
    return ServiceDraft(extending: service, named: name, pod: pod)
  }

  private func workloadExtension(
    _ target: Target, _ pod: PodDraft, _ application: ApplicationFields, _ identity: ObjectIdentity
  ) -> TargetExtension {
    let added = pod.templateExtension(application, nativeSidecars: options.capabilities.nativeSidecars)
    var object = identity.foreignObject(
      apiVersion: target.resolvedAPIVersion, kind: target.kind, name: target.name)
    if added != [:] { object.set(target.resolvedTemplatePath, to: added.withoutEmptyFields) }
    return TargetExtension(
      object: object, touched: application.touched.map(\.field),
      containers: pod.addedContainers.compactMap(\.name))
  }

  private func serviceExtension(
    _ target: Target, _ draft: WorkloadDraft, _ identity: ObjectIdentity
  ) -> [TargetExtension] {
    guard let name = target.service, let service = draft.service else { return [] }
    let ports = service.extendedPorts
    let isMonitored = draft.servedMonitors.contains { $0.monitor.kind == .serviceMonitor }
    var object = identity.foreignObject(apiVersion: "v1", kind: "Service", name: name)
    if isMonitored { object.set(["metadata", "labels", Labels.extended(by: identity.podPattern)], to: "") }
    if !ports.isEmpty { object.set(["spec", "ports"], to: .array(ports)) }
    return [TargetExtension(object: object, touched: service.touched.map(\.field), containers: [])]
  }
}

extension [Sourced<JSON>] {
  /// Whether those of these containers that have one of the names have all that the added one of that name has.
  fileprivate func areCovering(_ added: [JSON], _ names: Set<String>) -> Bool {
    filter { names.contains($0.name ?? "") }.allSatisfy { container in
      added.contains { $0["name"] == container.value["name"] && $0.withPortProtocols.isCovered(by: container.value) }
    }
  }
}
