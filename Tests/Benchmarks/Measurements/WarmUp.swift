import JSONTree
import KubernetesClient

/// One object, before anything is measured: the API server has then seen every kind, and the operator's status is known.
struct WarmUp {
  let session: Session

  /// - Returns: the status that the operator writes, with `{name}`.
  func run() async throws -> JSON {
    let (session, name) = (session, session.name(0))
    let namespace = try await session.makeNamespace("warm-up")
    try await session.create(name, in: namespace)
    return try await ObjectWatch.with(
      session, session.subject.resource, namespace: namespace, condition: session.subject.ready.holds
    ) { watch in
      try await session.withOperator(in: namespace) { _ in _ = try await watch.untilMatching(1) }
      return watch[session.subject.objectName(name)]?["status"]?.replacing(name, with: "{name}") ?? [:]
    }
  }
}
