import FoundationEssentials

/// What all applies cost a bare client, with so many in flight.
///
/// It takes everything away again: an API server that has the objects already takes longer for more of them. Giving a
/// Service its address, for one, takes it time in proportion to the number of all Services.
struct BareStart {
  let bare: BareClient

  func run() async throws -> Cost {
    let (session, bare) = (bare.session, bare)
    try await session.createAll(in: bare.namespace)
    let cost = try await Cost.measure(ProcessInfo.processInfo.processIdentifier) {
      try await session.concurrently(session.names) { name in
        try await bare.apply(name)
        try await bare.applyStatus(name)
      }
      return .now
    }
    try await bare.deleteAll()
    return cost
  }
}
