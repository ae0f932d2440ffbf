// Tells of failures without repeating itself.
import Logging

/// Logs a failure when its reason changes, and once that it is over; repetitions are for debugging.
struct FailureLog: Sendable {
  private let logger: Logger
  private var lastReason: String?

  init(logger: Logger, resource: String) {
    var logger = logger
    logger[metadataKey: "resource"] = "\(resource)"
    self.logger = logger
  }

  mutating func failed(_ failure: ReflectorFailure) {
    let isNew = failure.reason != lastReason
    lastReason = failure.reason
    // Versions expire on healthy servers, too.
    let level: Logger.Level = failure.kind == .expired ? .info : .warning
    logger.log(
      level: isNew ? level : .debug, "cannot list and watch; trying again", metadata: ["error": "\(failure.message)"])
  }

  mutating func recovered() {
    guard lastReason != nil else { return }
    lastReason = nil
    logger.info("listing and watching again")
  }
}
