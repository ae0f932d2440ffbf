import Synchronization
import TestSupport

/// Once, when a list's second page is asked for, etcd forgets the version that its first page was of.
final class CompactionBetweenPages: HTTPFault {
  private let server: BreakableServer
  private let done = Mutex(0)

  init(_ server: BreakableServer) { self.server = server }

  /// How often it has happened.
  var count: Int { done.withLock { $0 } }

  func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from upstream: UpstreamServer) async throws {
    if request.isFurtherPage, isFirst() { try await server.compact() }
    try await NoHTTPFault().answer(request, answer, from: upstream)
  }

  private func isFirst() -> Bool {
    done.withLock { done in
      guard done == 0 else { return false }
      done += 1
      return true
    }
  }
}
