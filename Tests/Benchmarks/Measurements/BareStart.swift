/// How long a bare client takes for all applies, with so many in flight.
struct BareStart {
  let bare: BareClient

  func run() async throws -> Duration {
    let (session, bare) = (bare.session, bare)
    try await session.createAll(in: bare.namespace)
    let start = ContinuousClock.now
    try await session.concurrently(session.names) { name in
      try await bare.apply(name)
      try await bare.applyStatus(name)
    }
    return .now - start
  }
}
