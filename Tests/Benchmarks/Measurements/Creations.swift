import KubernetesClient

/// From the creation of one object until what the operator applies last is there, in turns with a bare client that
/// applies the same.
struct Creations {
  let session: Session
  let namespace: String
  let bare: BareClient
  let rounds: Int

  func run() async throws -> (operated: Samples, bare: Samples) {
    let (session, namespace, bare, rounds) = (session, namespace, bare, rounds)
    return try await ObjectWatch.with(session, session.subject.observed, namespace: namespace) { watch in
      var (operated, applied): ([Duration], [Duration]) = ([], [])
      for round in 0..<rounds {
        let name = "created-\(round)"
        let start = ContinuousClock.now
        try await session.client.create(
          session.subject.resource, namespace: namespace, session.subject.manifest.filled(["name": name]))
        operated.append(try await watch.until(name) { _ in true } - start)
        applied.append(try await ContinuousClock().measure { try await bare.apply(name) })
      }
      return (Samples(operated), Samples(applied))
    }
  }
}
