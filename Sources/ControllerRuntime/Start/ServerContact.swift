// The first answer of an API server, which may not be there yet.
import KubernetesClient
import Logging
import Synchronization

/// Asks an API server for its version until it answers.
///
/// - Expected flow: await ``version()`` before what depends on what the server can do, and show ``problem`` in a health check.
/// - Guarantees: it asks again after a pause that grows from 0.8 s to 30 s and is by chance as short as half of that, or after
///   what the server asked for, two minutes at most; and it logs a failure when its reason changes.
/// - Caveats: a server that refuses the client's credentials is asked again, too: one that is just starting refuses good ones,
///   and credentials are renewed while the program runs.
/// - Errors: `KubernetesError.configuration` where the client's own configuration is wrong: no answer can change that.
public final class ServerContact: Sendable {
  private let ask: @Sendable () async throws(KubernetesError) -> ServerVersion
  private let clock: RuntimeClock
  private let random: @Sendable () -> Double
  private let logger: Logger
  private let current = Mutex<String?>("no answer yet")

  /// Nothing is asked yet.
  ///
  /// - Parameters:
  ///   - client: The client of the server.
  ///   - clock: The clock of the pauses.
  ///   - random: Numbers from 0 up to 1, for jitter.
  ///   - logger: Where failures are told.
  public convenience init(
    _ client: KubernetesClient, clock: RuntimeClock = RuntimeClock(ContinuousClock()),
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, logger: Logger
  ) {
    self.init(
      asking: { () throws(KubernetesError) in try await client.serverVersion() }, clock: clock, random: random,
      logger: logger)
  }

  init(
    asking ask: @escaping @Sendable () async throws(KubernetesError) -> ServerVersion, clock: RuntimeClock,
    random: @escaping @Sendable () -> Double, logger: Logger
  ) {
    self.ask = ask
    self.clock = clock
    self.random = random
    self.logger = logger
  }

  /// Why the server has not answered; `nil` once it has.
  public var problem: String? { current.withLock { $0 } }

  /// The server's version, as soon as it tells it.
  ///
  /// - Throws: `KubernetesError.configuration`; `CancellationError`.
  public func version() async throws -> ServerVersion {
    var backoff = RetryBackoff()
    var lastReason: String?
    while true {
      do {
        let version = try await ask()
        current.withLock { $0 = nil }
        return version
      } catch {
        try Task.checkCancellation()
        if case .configuration = error { throw error }
        note(error, isNew: error.reason != lastReason)
        lastReason = error.reason
        let pause = backoff.pause(at: clock.now, random: random(), atLeast: error.requestedPause)
        try await clock.sleep(until: clock.now + pause)
      }
    }
  }

  private func note(_ error: KubernetesError, isNew: Bool) {
    current.withLock { $0 = "\(error)" }
    logger.log(
      level: isNew ? .warning : .debug, "the API server does not answer; trying again", metadata: ["error": "\(error)"])
  }
}

extension KubernetesError {
  /// What is the same when the failure is repeated: messages may differ each time, in the addresses or durations that they name.
  var reason: String { status.map { "\($0.code) \($0.reason)" } ?? "\(self)" }
}
