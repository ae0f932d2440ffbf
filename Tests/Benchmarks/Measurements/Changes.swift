import KubernetesClient

/// From the request that changes an object until the driver's watch shows the change in what the operator applies,
/// in turns with a bare PATCH of such an object on the same server.
struct Changes {
  let session: Session
  let namespace: String
  let bare: BareClient
  let rounds: Int

  func run() async throws -> (operated: Samples, bare: Samples) {
    let (session, namespace, bare, rounds) = (session, namespace, bare, rounds)
    return try await ObjectWatch.with(session, session.subject.observed, namespace: namespace) { watch in
      var (operated, patched): ([Duration], [Duration]) = ([], [])
      for round in 0..<rounds {
        let (name, value) = (session.name(round), "changed-\(round)")
        let start = ContinuousClock.now
        try await session.change(name, in: namespace, to: value)
        operated.append(try await watch.until(name) { $0.mentions(value) } - start)
        patched.append(try await ContinuousClock().measure { try await bare.patch(name, value: value) })
      }
      return (Samples(operated), Samples(patched))
    }
  }
}

extension Session {
  /// Changes one object, as a user would.
  func change(_ name: String, in namespace: String, to value: String) async throws {
    try await client.patch(
      subject.resource, ObjectKey(namespace: namespace, name: name), mergePatch: subject.change.filled(["value": value])
    )
  }
}
