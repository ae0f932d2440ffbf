import JSONTree
import KubernetesClient

/// The least that an operator can take: it waits for a change of an object, and applies what is known beforehand.
///
/// Its objects are where no operator looks after them.
struct Relay: Sendable {
  let bare: BareClient
  private let changed: ObjectWatch
  private let applied: ObjectWatch

  /// Relays changes while the body runs, of objects that are made for it.
  static func with<Result: Sendable>(
    _ bare: BareClient, names: [String], _ body: @escaping @Sendable (Relay) async throws -> Result
  ) async throws -> Result {
    let (session, namespace) = (bare.session, bare.namespace)
    for name in names {
      try await session.create(name, in: namespace)
      // The API server takes longer for a change of an object that has a status, as those of an operator have.
      try await bare.applyStatus(name)
    }
    return try await ObjectWatch.with(session, session.subject.resource, namespace: namespace) { changed in
      try await ObjectWatch.with(session, session.subject.observed, namespace: namespace) { applied in
        try await body(Relay(bare: bare, changed: changed, applied: applied))
      }
    }
  }

  /// Changes an object as a user would, applies what follows when its event arrives, and waits for the event of that.
  ///
  /// - Returns: when that arrived.
  func change(_ name: String, to value: String) async throws -> ContinuousClock.Instant {
    async let request: Void = bare.session.change(name, in: bare.namespace, to: value)
    _ = try await changed.until(bare.session.subject.objectName(name)) { $0.mentions(value) }
    async let apply: Void = bare.applyChanged(name, to: value)
    let end = try await applied.until(name) { $0.mentions(value) }
    _ = try await (request, apply)
    return end
  }
}
