import JSONTree
import KubernetesClient

/// How the containers of a workload's newest pod do.
struct ContainerStates: Sendable {
  private let states: [String: String]
  private let pod: JSON

  /// - Parameter pod: as the API server has it.
  init(pod: JSON) {
    self.pod = pod
    var states: [String: String] = [:]
    for list in ["initContainerStatuses", "containerStatuses"] {
      for status in pod["status", list]?.array ?? [] {
        guard let name = status["name"]?.string else { continue }
        states[name] = Self.text(of: status)
      }
    }
    self.states = states
  }

  /// The state of a container, in the words of `kubectl describe`.
  func state(of container: String) -> String {
    if let state = states[container] { return state }
    let declared = ["initContainers", "containers"].flatMap { pod["spec", $0]?.array ?? [] }
    return declared.contains { $0["name"]?.string == container } ? "not started" : "not in the newest pod"
  }

  private static func text(of status: JSON) -> String {
    let restarts = status["restartCount"]?.integer ?? 0
    let suffix = restarts > 0 ? ", restarted \(restarts) times" : ""
    for (name, detail) in status["state"]?.object ?? [:] {
      switch name {
      case "running": return "running, \(status["ready"] == true ? "ready" : "not ready")\(suffix)"
      case "terminated":
        return "ended with \(detail["exitCode"]?.integer ?? 0) (\(detail["reason"]?.string ?? ""))\(suffix)"
      default: return "\(name) (\(detail["reason"]?.string ?? ""))\(suffix)"
      }
    }
    return "not started"
  }
}

extension KubernetesClient {
  /// The newest pod that a workload's selector finds; `nil` where there is none, the workload selects none, or the caller may
  /// not read pods.
  func newestPod(of workload: JSON) async throws(KubernetesError) -> JSON? {
    guard let selector = workload["spec", "selector"]?.labelSelector else { return nil }
    var newest: JSON?
    do {
      for try await page in list(
        .pods, namespace: workload["metadata", "namespace"]?.string, labelSelector: selector)
      {
        for pod in page.items where pod["metadata", "deletionTimestamp"] == nil {
          let isNewer = (newest?.creation ?? "") <= pod.creation
          if isNewer { newest = pod }
        }
      }
    } catch {
      guard error.isForbidden else { throw error }
    }
    return newest
  }
}

extension JSON {
  fileprivate var creation: String { self["metadata", "creationTimestamp"]?.string ?? "" }

  /// A LabelSelector as a list takes it; `nil` for one that is empty, or that means something else.
  fileprivate var labelSelector: String? {
    var terms = (self["matchLabels"]?.object ?? [:]).map { "\($0)=\($1.string ?? "")" }.sorted()
    for expression in self["matchExpressions"]?.array ?? [] {
      guard let key = expression["key"]?.string, let operation = expression["operator"]?.string else { return nil }
      let values = (expression["values"]?.array ?? []).compactMap(\.string).joined(separator: ",")
      switch operation {
      case "In": terms.append("\(key) in (\(values))")
      case "NotIn": terms.append("\(key) notin (\(values))")
      case "Exists": terms.append(key)
      case "DoesNotExist": terms.append("!\(key)")
      default: return nil
      }
    }
    return terms.isEmpty ? nil : terms.joined(separator: ",")
  }
}
