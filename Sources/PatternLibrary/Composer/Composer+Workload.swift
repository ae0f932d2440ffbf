import JSONTree
import PodPatternAPI

// Composing the objects of a workload of the PodPattern's own.

extension Composer {
  func compose(_ podPattern: PodPattern, _ workload: Workload) -> Composition {
    let name = podPattern.metadata.name
    let template = PodTemplate(of: workload)
    var problems = template.problems
    guard let pod = draft(of: podPattern, template, preferred: template.containers.first, &problems) else {
      return .failure(problems: problems)
    }
    let draft = WorkloadDraft(
      pod: pod, service: workload.service?.draft(pod: pod), servicePath: FieldPath("spec", "workload", "service"),
      selectors: MonitorSelectors(podPattern: name), options: options, namespace: podPattern.metadata.namespace)
    problems += draft.problems
    guard problems.isEmpty else { return .failure(problems: problems) }

    let identity = ObjectIdentity(podPattern: name, namespace: podPattern.metadata.namespace)
    let pods = pod.mergedTemplate(
      labels: Labels.selector(podPattern: name), nativeSidecars: options.capabilities.nativeSidecars)
    let service = draft.service.flatMap { workload.service?.object(identity, ports: $0.ports) }
    let objects =
      pod.jobs(identity) + pod.configMaps(identity)
      + [service, workload.deployment(identity, template: pods)].compactMap(\.self) + draft.monitorObjects(identity)
    return .success(objects: objects.map(\.withoutEmptyFields), extensions: [], warnings: draft.warnings)
  }
}
