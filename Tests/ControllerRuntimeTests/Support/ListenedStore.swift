import KubernetesClient

@testable import ControllerRuntime

/// A store, and what it tells of.
struct ListenedStore {
  let store = Store<String>()
  private let changes = Locked<[String]>([])

  init() {
    store.listen { [changes] change in changes.change { $0.append(change.summary) } }
  }

  /// What was told since this was asked last.
  func told() -> [String] {
    changes.change { changes in
      defer { changes = [] }
      return changes
    }
  }

  /// Has the store take over a list, and says what it tells of.
  func replace(_ objects: [ServerObject<String>], at version: Int) -> [String] {
    store.replace(with: objects, at: ResourceVersion("\(version)"))
    return told()
  }

  /// Has the store take over an event, and says what it tells of.
  func apply(_ event: ObjectEvent<String>) -> [String] {
    store.apply(event)
    return told()
  }
}
