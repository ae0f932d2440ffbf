import NIOCore
import Synchronization

/// The answer begins, and what comes after a moment waits until it is let go: a watch that lags behind.
public final class HeldBack: HTTPFault {
  private let isHolding = Mutex(false)
  private let waiting = Mutex(0)

  /// Whether something has come that is held back.
  public var holdsSomething: Bool { waiting.withLock { $0 > 0 } }

  /// The fault, which holds nothing back yet.
  public init() {}

  /// From now on nothing comes through.
  public func hold() { isHolding.withLock { $0 = true } }

  /// Lets through what was held back, and what follows.
  public func letGo() { isHolding.withLock { $0 = false } }

  /// The server's answer, of which the rest may come late.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    try await pass(request, answer, from: server) { chunk in
      waiting.withLock { $0 += 1 }
      defer { waiting.withLock { $0 -= 1 } }
      try await eventually("the answer is let go") { self.isHolding.withLock { $0 } ? nil : true }
      try await answer.write(chunk)
    }
  }
}
