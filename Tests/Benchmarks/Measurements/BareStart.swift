/// How long a bare client takes for all applies, with so many in flight.
///
/// It takes everything away again: an API server that has the objects already takes longer for more of them. Giving a
/// Service its address, for one, takes it time in proportion to the number of all Services.
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
    let took = ContinuousClock.now - start
    try await session.concurrently(session.names) { try await bare.delete($0) }
    return took
  }
}
