import JSONTree
import PodPatternAPI

extension TargetState {
  /// Where the Service of the target does not fit.
  func serviceProblems(_ target: Target) -> [Problem] {
    guard let name = target.service, service == nil else { return [] }
    return [
      Problem(
        path: FieldPath("spec", "target", "service"), kind: .invalid(value: .string(name)),
        message: "there is no Service of this name")
    ]
  }

  /// That the Service leads to other pods than those of the target.
  func selectorWarnings(_ target: Target, labels: JSON?) -> [Warning] {
    let selector = service?["spec"]?["selector"]?.object ?? [:]
    guard let name = target.service, !selector.isEmpty, !JSON.object(selector).isCovered(by: labels ?? [:]) else {
      return []
    }
    return [
      Warning(
        path: FieldPath("spec", "target", "service"),
        message: "the selector of Service/\(name) does not match the pods of \(target)")
    ]
  }
}
