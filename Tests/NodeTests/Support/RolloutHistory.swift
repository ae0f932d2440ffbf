import TestSupport
import Testing

/// All states that the API server has had the Deployments of a namespace in while a test ran, in their order: a watch leaves
/// nothing out.
struct RolloutHistory: Sendable {
  private static let fields =
    "{.metadata.name} {.metadata.resourceVersion} {.metadata.generation}/{.status.observedGeneration}"
    + " {.spec.replicas}/{.status.replicas}/{.status.updatedReplicas}/{.status.availableReplicas}"

  private let namespace: PodNamespace
  private let path: String

  static func with(_ namespace: PodNamespace, _ body: (RolloutHistory) async throws -> Void) async throws {
    let history = RolloutHistory(namespace: namespace, path: "\(namespace.directory.path)/rollouts")
    let watch =
      #"exec kubectl --namespace "$0" get deployments --watch --output 'jsonpath=\#(fields){"\n"}' >"$1""#
    try await Node.during("bash", "-c", watch, namespace.name, history.path) { try await body(history) }
  }

  /// How many Deployments rolled at once at most: each from a change of its spec until all of its pods are available.
  ///
  /// - Returns: that number, and the Deployments that finished such a change, in their order.
  func rollouts() async throws -> (atOnce: Int, finished: [String]) {
    var rolling: Set<String> = []
    var generations: [String: Substring] = [:]
    var finished: [String] = []
    var atOnce = 0
    for state in try await states() {
      if generations.updateValue(state.generation, forKey: state.name) != state.generation {
        rolling.insert(state.name)
      }
      atOnce = max(atOnce, rolling.count)
      if state.isFinished, rolling.remove(state.name) != nil { finished.append(state.name) }
    }
    return (atOnce, finished)
  }

  /// The states until now.
  private func states() async throws -> [State] {
    let versions = try await namespace.kubectl(
      "get", "deployments", "--output", "jsonpath={.items[*].metadata.resourceVersion}"
    ).split(separator: " ").map(String.init)
    return try await eventually("the watch has brought the last versions") {
      let states = TemporaryDirectory.read(path).split(separator: "\n").compactMap(State.init)
      return Set(versions).isSubset(of: states.map(\.version)) ? states : nil
    }.value
  }
}

extension RolloutHistory {
  private struct State {
    let name: String
    let version: String
    let generation: Substring
    let isFinished: Bool

    init?(_ line: Substring) {
      let words = line.split(separator: " ")
      guard words.count == 4 else { return nil }
      let generations = words[2].split(separator: "/", omittingEmptySubsequences: false)
      let replicas = words[3].split(separator: "/", omittingEmptySubsequences: false)
      name = String(words[0])
      version = String(words[1])
      generation = generations[0]
      isFinished = Set(generations).count == 1 && Set(replicas).count == 1
    }
  }
}
