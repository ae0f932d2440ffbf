// Tells people who leads, without repeating itself.
import KubernetesClient
import Logging

/// Logs each change of the leader, and a failure when its reason changes.
struct ElectionLog: Sendable {
  private let logger: Logger
  private var leader: String?
  private var lastFailure: String?

  init(logger: Logger) { self.logger = logger }

  mutating func note(_ completion: Election.Completion, _ state: Election.State) {
    switch completion {
    case .failed(let error): failed(error)
    case .read, .wrote: lastFailure = nil
    case .resumed: break
    }
    switch state {
    case .standby(let sighting?): standsBy(for: sighting.lease.holder)
    case .leading(let tenure): leads(tenure.lease.holder)
    case .lost(let reason):
      logger.error("the lease is lost; nothing is written any more", metadata: ["reason": "\(reason)"])
    case .released: logger.info("the election is over for this candidate")
    case .standby(nil), .acquiring, .renewing, .releasing: break
    }
  }

  private mutating func failed(_ error: KubernetesError) {
    logger.log(
      level: error.reason == lastFailure ? .debug : .warning, "cannot read or write the lease; trying again",
      metadata: ["error": "\(error)"])
    lastFailure = error.reason
  }

  private mutating func standsBy(for holder: String) {
    guard holder != leader, !holder.isEmpty else { return }
    leader = holder
    logger.info("standing by", metadata: ["leader": "\(holder)"])
  }

  private mutating func leads(_ holder: String) {
    guard holder != leader else { return }
    leader = holder
    logger.info("leading")
  }
}
