import KubernetesClient

/// How soon an operator reacts, in turns with a bare client that asks the same server for the same.
struct Reactions {
  let session: Session
  let namespace: String
  let bare: BareClient
  let rounds: Int

  /// What the operator took, and what it is compared with.
  struct Comparison {
    let operated: Samples
    let bare: Samples
    /// The least that any operator can take; see ``Relay``.
    var relayed: Samples?
  }

  private typealias Step = @Sendable (Int) async throws -> ContinuousClock.Instant

  /// From the request that changes an object until the driver's watch shows the change in what the operator applies; beside
  /// it a bare PATCH of such an object, and a client that does nothing but to apply the change when it hears of it.
  func toChanges() async throws -> Comparison {
    let names = (0..<rounds).map(session.name)
    for name in names { try await bare.apply(name) }
    let (session, namespace, bare) = (session, namespace, bare)
    return try await withWatch { watch in
      try await Relay.with(bare, names: names) { relay in
        let samples = try await inTurns([
          { round in
            let value = "changed-\(round)"
            try await session.change(names[round], in: namespace, to: value)
            return try await watch.until(names[round]) { $0.mentions(value) }
          },
          { round in
            try await bare.patch(names[round], value: "changed-\(round)")
            return .now
          },
          { round in try await relay.change(names[round], to: "relayed-\(round)") },
        ])
        return Comparison(operated: samples[0], bare: samples[1], relayed: samples[2])
      }
    }
  }

  /// From the creation of one object until what the operator applies last is there; beside it the bare applies.
  func toCreations() async throws -> Comparison {
    let (session, namespace, bare) = (session, namespace, bare)
    return try await withWatch { watch in
      let samples = try await inTurns([
        { round in
          let name = "created-\(round)"
          let object = session.subject.manifest.filled(["name": name])
          try await session.client.create(session.subject.resource, namespace: namespace, object)
          return try await watch.until(name) { _ in true }
        },
        { round in
          try await bare.apply("created-\(round)")
          return .now
        },
      ])
      return Comparison(operated: samples[0], bare: samples[1])
    }
  }

  private func withWatch<Result: Sendable>(
    _ body: @escaping @Sendable (ObjectWatch) async throws -> Result
  ) async throws -> Result {
    try await ObjectWatch.with(session, session.subject.observed, namespace: namespace, body)
  }

  /// Whatever slows one slows the others.
  private func inTurns(_ steps: [Step]) async throws -> [Samples] {
    var durations = [[Duration]](repeating: [], count: steps.count)
    for round in 0..<rounds {
      for (index, step) in steps.enumerated() {
        let start = ContinuousClock.now
        durations[index].append(try await step(round) - start)
      }
    }
    return durations.map(Samples.init)
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
