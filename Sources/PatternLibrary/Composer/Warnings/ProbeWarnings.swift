import JSONTree

// Probes and hooks of the application that a front makes fail, or succeed for nothing, or for which it has to let
// everybody pass.

extension PodDraft {
  var probeWarnings: [Warning] {
    checks.compactMap { check in
      switch fronts.outcome(of: check) {
      case .unchanged, .passes(_, opening: []): nil
      case .warned(let message): Warning(path: check.path, message: message)
      case .passes(_, let opening): Warning(path: check.path, message: Self.text(of: opening, path: check.requestPath))
      }
    }
  }

  private static func text(of opening: [Front], path: String) -> String {
    let demands = opening.map { "\($0.demand ?? "") (pattern \"\($0.pattern)\")" }.joined(separator: " and ")
    return "the kubelet cannot show \(demands), so that everybody can GET \(path) without; use exec to keep it closed"
  }
}
