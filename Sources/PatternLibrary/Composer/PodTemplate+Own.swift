import JSONTree
import PodPatternAPI

// The template of a workload: decoding has seen to its lists and names; here it is checked whether a Deployment can use it.

extension PodTemplate {
  init(of workload: Workload) {
    let path = FieldPath("spec", "workload", "template")
    let template = workload.template
    self.init(template, Source(holder: "the template", path: path), isOwn: true)
    for key in (template.object ?? [:]).keys.sorted() where key != "metadata" && key != "spec" {
      problems.append(
        Problem(
          path: path.appending(key), kind: .unknown, message: "a pod template has metadata and spec, nothing else"))
    }
    problems += Self.metadataProblems(template["metadata"]?.nonNull ?? [:], at: path.appending("metadata"))
    problems += specificationProblems + (initContainers + containers).flatMap(ContainerRules.problems)
  }

  private static func metadataProblems(_ metadata: JSON, at path: FieldPath) -> [Problem] {
    guard metadata.object != nil else { return [.notAnObject(metadata, path)] }
    return ["annotations", "labels"].flatMap { key -> [Problem] in
      guard let map = metadata[key]?.nonNull else { return [] }
      guard let members = map.object else { return [.notAnObject(map, path.appending(key))] }
      return members.sorted { $0.key < $1.key }.filter { $0.value.string == nil }.map { name, text in
        Problem(
          path: path.appending(key).appending(name), kind: .invalid(value: text), message: "must be a string")
      }
    }
  }

  private var specificationProblems: [Problem] {
    let specPath = path.appending("spec")
    var problems = ["replicas", "selector", "template"].filter { spec[$0] != nil }.map { key in
      Problem(
        path: specPath.appending(key), kind: .unknown,
        message: "this is the spec of a workload; give the spec of its pod template")
    }
    if let policy = spec["restartPolicy"]?.nonNull, policy != "Always" {
      problems.append(
        Problem(path: specPath.appending("restartPolicy"), kind: .notSupported(value: policy, allowed: ["Always"])))
    }
    return problems
  }
}
