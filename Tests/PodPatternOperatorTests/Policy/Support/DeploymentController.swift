import ControllerRuntime
import JSONTree
import KubernetesClient
import Logging
import Synchronization
import TestSupport

/// Plays the controller of a team's Deployments: says when their pods are rolled out, and remembers from the watch how many
/// were not at one time.
final class DeploymentController: Sendable {
  private struct State {
    var rolling: Set<ObjectKey> = []
    /// The most that were rolling at one time since ``forget()``.
    var width = 0
    var generations: [ObjectKey: Int] = [:]
    var broken: Set<ObjectKey> = []
  }

  private let admin: KubernetesClient
  private let team: String
  private let state = Mutex(State())
  private let finishes: Bool
  private let changes: AsyncStream<ObjectKey>
  private let change: AsyncStream<ObjectKey>.Continuation

  private init(_ cluster: PolicyCluster, finishes: Bool) {
    admin = cluster.admin
    team = cluster.team
    self.finishes = finishes
    (changes, change) = AsyncStream<ObjectKey>.makeStream()
  }

  /// Runs while the body runs.
  ///
  /// - Parameter finishes: whether every rollout is finished as soon as it begins; otherwise ``finish(_:)`` does it.
  static func with(
    _ cluster: PolicyCluster, finishes: Bool = true, _ body: @Sendable (DeploymentController) async throws -> Void
  ) async throws {
    let controller = DeploymentController(cluster, finishes: finishes)
    let store = Store<JSON>()
    let reflector = Reflector(
      KubernetesListWatcher(client: cluster.admin, resource: .deployments, decode: { $0 }), store: store,
      logger: Logger(label: "controller") { _ in SwiftLogNoOpLogHandler() })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await reflector.run { controller.note($0) } }
      group.addTask { try await controller.finishAll() }
      try await store.waitUntilSynced()
      try await body(controller)
      group.cancelAll()
    }
  }

  /// The Deployments whose pods are not those of their template.
  var rolling: Set<ObjectKey> { state.withLock { $0.rolling } }

  /// Whether the watch has brought all of these.
  func knows(_ keys: [ObjectKey]) -> Bool {
    state.withLock { state in keys.allSatisfy { state.generations[$0] != nil } }
  }

  /// Waits until that many are rolling, and the watch has brought all there is to know of these.
  func untilRolling(_ count: Int) async throws {
    try await eventually("\(count) Deployments roll out") {
      let seen = state.withLock { state in state.generations.filter { state.rolling.contains($0.key) } }
      guard seen.count == count else { return nil as Bool? }
      return try await rollingOnServer() == seen ? true : nil
    }
  }

  /// The generations of those that are rolling, by the server's newest state.
  private func rollingOnServer() async throws -> [ObjectKey: Int] {
    var generations: [ObjectKey: Int] = [:]
    for try await page in admin.list(.deployments) {
      for object in page.items {
        guard let key = ObjectKey(of: object), let generation = rollingGeneration(key, object) else { continue }
        generations[key] = generation
      }
    }
    return generations
  }

  /// The generation of a Deployment of the team's that is rolling.
  private func rollingGeneration(_ key: ObjectKey, _ object: JSON) -> Int? {
    guard key.namespace?.hasPrefix("\(team)-") == true else { return nil }
    let generation = Int(object["metadata", "generation"]?.integer ?? 0)
    return Int(object["status", "observedGeneration"]?.integer ?? 0) < generation ? generation : nil
  }

  /// The most that were so at one time.
  var width: Int { state.withLock { $0.width } }

  /// Counts anew.
  func forget() { state.withLock { $0.width = $0.rolling.count } }

  /// Has the pods of a Deployment never become available, or lets them.
  func setBroken(_ key: ObjectKey, _ isBroken: Bool) {
    state.withLock { state in
      if isBroken { state.broken.insert(key) } else { state.broken.remove(key) }
    }
    change.yield(key)
  }

  /// Says that the pods of Deployments are available.
  func finish(_ keys: Set<ObjectKey>) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, key) in keys.enumerated() {
        if index >= 8 { try await group.next() }
        group.addTask { try await self.finish(key) }
      }
      try await group.waitForAll()
    }
  }

  private func finish(_ key: ObjectKey) async throws {
    guard let generation = state.withLock({ $0.generations[key] }) else { return }
    let count: JSON = 1
    try await admin.patch(
      .deployments, key,
      mergePatch: [
        "status": [
          "observedGeneration": .integer(Int64(generation)), "replicas": count, "updatedReplicas": count,
          "readyReplicas": count, "availableReplicas": count,
        ]
      ], subresource: "status")
  }

  private func finishAll() async throws {
    for await key in changes where finishes {
      guard state.withLock({ $0.rolling.contains(key) && !$0.broken.contains(key) }) else { continue }
      try await finish(key)
    }
  }

  private func note(_ change: StoreChange<JSON>) {
    guard change.key.namespace?.hasPrefix("\(team)-") == true else { return }
    state.withLock { state in
      guard let object = change.new else {
        state.rolling.remove(change.key)
        return
      }
      state.generations[change.key] = Int(object["metadata", "generation"]?.integer ?? 0)
      if rollingGeneration(change.key, object) == nil {
        state.rolling.remove(change.key)
      } else {
        state.rolling.insert(change.key)
      }
      state.width = max(state.width, state.rolling.count)
    }
    self.change.yield(change.key)
  }
}
