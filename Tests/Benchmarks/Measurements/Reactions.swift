import KubernetesClient

/// How soon an operator reacts, in turns with a bare client that asks the same server for the same.
struct Reactions {
  let session: Session
  let namespace: String
  let bare: BareClient
  let rounds: Int

  /// What the operator took, and the bare client.
  struct Comparison {
    let operated: Samples
    let bare: Samples
  }

  /// From the request that changes an object until the driver's watch shows the change in what the operator applies; beside
  /// it a bare PATCH of such an object.
  func toChanges() async throws -> Comparison {
    for round in 0..<rounds { try await bare.apply(session.name(round)) }
    return try await inTurns { round, watch in
      let (name, value) = (session.name(round), "changed-\(round)")
      try await session.change(name, in: namespace, to: value)
      return try await watch.until(name) { $0.mentions(value) }
    } bare: { round in
      try await bare.patch(session.name(round), value: "changed-\(round)")
    }
  }

  /// From the creation of one object until what the operator applies last is there; beside it the bare applies.
  func toCreations() async throws -> Comparison {
    try await inTurns { round, watch in
      let name = "created-\(round)"
      let object = session.subject.manifest.filled(["name": name])
      try await session.client.create(session.subject.resource, namespace: namespace, object)
      return try await watch.until(name) { _ in true }
    } bare: { round in
      try await bare.apply("created-\(round)")
    }
  }

  private func inTurns(
    operated react: @escaping @Sendable (Int, ObjectWatch) async throws -> ContinuousClock.Instant,
    bare request: @escaping @Sendable (Int) async throws -> Void
  ) async throws -> Comparison {
    let rounds = rounds
    return try await ObjectWatch.with(session, session.subject.observed, namespace: namespace) { watch in
      var (operated, bare): ([Duration], [Duration]) = ([], [])
      for round in 0..<rounds {
        let start = ContinuousClock.now
        operated.append(try await react(round, watch) - start)
        bare.append(try await ContinuousClock().measure { try await request(round) })
      }
      return Comparison(operated: Samples(operated), bare: Samples(bare))
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
