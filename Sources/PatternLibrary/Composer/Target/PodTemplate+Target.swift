import JSONTree
import PodPatternAPI

// The template of a workload of somebody else's, which its API server has checked.

extension PodTemplate {
  init(of target: Target, in state: TargetState) {
    let path = FieldPath(target.resolvedTemplatePath.map { .key($0) }, in: target.description)
    let template = state.workload.value(at: target.resolvedTemplatePath)?.nonNull
    self.init(
      template ?? [:], Source(holder: target.description, path: path), isOwn: false, holders: state.holders)
    problems =
      template.map { Target.problems(ofTemplate: $0, at: path) } ?? [
        Problem(
          path: FieldPath("spec", "target"), kind: .invalid(value: .string(target.description)),
          message: "has no pod template at \(path.fields)")
      ]
  }
}
