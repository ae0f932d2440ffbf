import JSONTree
import PatternLibrary
import PodPatternAPI

/// What a policy would do to a workload if it were enforced.
enum AuditVerdict: Sendable, Hashable {
  /// Nothing: the workload has all of it.
  case compliant
  /// The workload would change.
  case wouldChange
  /// It cannot be extended.
  case failed(WorkloadFailure)

  /// - Parameter live: the workload that was extended, in the composition.
  init(_ composition: Composition, live: JSON) {
    switch composition {
    case .failure(let problems):
      self = .failed(
        WorkloadFailure(reason: "InvalidSpec", message: problems.first.map(\.description) ?? "cannot be composed"))
    case .success(let objects, let extensions, _):
      let isWhole =
        objects.isEmpty && extensions.allSatisfy { $0.isEmpty || $0.object["spec"].isContained(in: live["spec"]) }
      self = isWhole ? .compliant : .wouldChange
    }
  }
}

extension JSON? {
  /// Whether another value has all that this one says; the elements of lists may be in another order, among others.
  fileprivate func isContained(in other: JSON?) -> Bool {
    guard let self else { return true }
    if let members = self.object, let others = other?.object {
      return members.allSatisfy { Optional($0.value).isContained(in: others[$0.key]) }
    }
    if let elements = self.array, let others = other?.array {
      return elements.allSatisfy { element in others.contains { Optional(element).isContained(in: $0) } }
    }
    return self == other
  }
}
