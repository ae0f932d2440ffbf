import ControllerRuntime
import InMemoryLogging
import JSONTree
import KubernetesClient
import Logging
import Synchronization
import TestSupport

/// A store of ConfigMaps that a reflector keeps over a line with faults, and a record of everything it reported.
final class Follower: Sendable {
  /// What is followed of a ConfigMap.
  struct Value: Sendable, Hashable {
    let text: String
    let resourceVersion: Int
  }

  let store = Store<Value>()
  private let log = InMemoryLogHandler()
  private let reported = Mutex<[ObjectKey: Value]>([:])
  private let backwards = Mutex<[String]>([])

  /// Follows a namespace while the body runs.
  static func with(
    _ client: KubernetesClient, namespace: String, resource: APIResource = .configMaps,
    _ body: @escaping @Sendable (Follower) async throws -> Void
  ) async throws {
    let follower = Follower()
    let reflector = Reflector(
      KubernetesListWatcher(
        client: client, resource: resource, namespace: namespace, decode: { try Value($0) }),
      store: follower.store, logger: Logger(label: "follower") { _ in follower.log })
    try await withServices({ try await reflector.run { follower.note($0.key) } }, body: { try await body(follower) })
  }

  /// Waits until the store holds exactly what a fresh list shows.
  ///
  /// - Returns: how long it took.
  func untilEqual(
    to client: KubernetesClient, namespace: String, resource: APIResource = .configMaps,
    within limit: Duration = .seconds(90)
  ) async throws -> Duration {
    try await eventually("the store equals a fresh list", within: limit) {
      var fresh: [ObjectKey: Value] = [:]
      for try await page in client.list(resource, namespace: namespace) {
        for object in page.items {
          guard let key = ObjectKey(object) else { continue }
          fresh[key] = try Value(object)
        }
      }
      return self.store.all == fresh ? true : nil
    }.took
  }

  /// What went back in time; there should be nothing.
  var regressions: [String] { backwards.withLock { $0 } }

  /// Why requests failed, each reason once until things went well again.
  var failures: [String] { log.entries.compactMap { $0.metadata["error"]?.description } }

  private func note(_ key: ObjectKey) {
    guard let value = store.get(key) else { return }
    let last = reported.withLock { reported in
      defer { reported[key] = value }
      return reported[key]
    }
    if let last, value.resourceVersion < last.resourceVersion {
      backwards.withLock { $0.append("\(key.name): \(last.resourceVersion) → \(value.resourceVersion)") }
    }
  }
}

extension Follower.Value {
  init(_ object: JSON) throws {
    text = object["data", "value"]?.string ?? ""
    resourceVersion = Int(object["metadata", "resourceVersion"]?.string ?? "") ?? 0
  }
}

extension ObjectKey {
  fileprivate init?(_ object: JSON) {
    guard let name = object["metadata", "name"]?.string else { return nil }
    self.init(namespace: object["metadata", "namespace"]?.string, name: name)
  }
}

extension Logger {
  /// Says nothing.
  static var silent: Logger { Logger(label: "faults") { _ in SwiftLogNoOpLogHandler() } }
}
