import Logging
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Services that a first SIGTERM or SIGINT ends in order, and a second one at once.
struct SignalledServices {
  /// The grace period of a pod is 30 s unless it says otherwise; what has not ended by then is killed anyway.
  private static let maximumShutdownTime = Duration.seconds(28)

  private let group: ServiceGroup
  private let logger: Logger

  init(_ services: [any Service], logger: Logger) {
    var configuration = ServiceGroupConfiguration(services: services, logger: logger)
    configuration.maximumGracefulShutdownDuration = Self.maximumShutdownTime
    group = ServiceGroup(configuration: configuration)
    self.logger = logger
  }

  func run() async throws {
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    try await withThrowingTaskGroup { tasks in
      tasks.addTask { try await group.run() }
      tasks.addTask {
        var isEnding = false
        for await signal in signals {
          if isEnding { end(by: signal) }
          isEnding = true
          logger.info("ending in order", metadata: ["signal": "\(signal)"])
          await group.triggerGracefulShutdown()
        }
        // The sequence ends when the task is cancelled, after the services have ended.
      }
      defer { tasks.cancelAll() }
      try await tasks.next()
    }
  }

  /// Ends the process with the exit code that a shell gives to one that was killed by the signal.
  private func end(by signal: UnixSignal) -> Never {
    logger.critical("ending at once", metadata: ["signal": "\(signal)"])
    _exit(128 + (signal == .sigint ? SIGINT : SIGTERM))
  }
}
