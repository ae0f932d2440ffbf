// The moment at which an endpoint can be reached.
import Synchronization

/// The port of an endpoint, once it listens.
final class Listener: Sendable {
  private let listening = Gate()
  private let number = Mutex(0)

  func open(port: Int) {
    number.withLock { $0 = port }
    listening.open()
  }

  /// - Throws: `CancellationError` when the task is cancelled first.
  func port() async throws -> Int {
    try await listening.wait()
    return number.withLock { $0 }
  }
}
