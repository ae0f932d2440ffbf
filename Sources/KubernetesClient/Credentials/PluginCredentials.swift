// The credentials of a plugin, kept while they are good, and asked for once however many requests need them.

import FoundationEssentials
import Synchronization

/// Hands out a plugin's credentials.
///
/// Those who need credentials while the plugin runs wait for that one run and share its outcome, a failure as well. When
/// the run is cancelled with the request that began it, one of them begins another.
final class PluginCredentials: Sendable {
  private enum Outcome: Sendable {
    case ended(Result<PluginCredential, KubernetesError>)
    case cancelled
  }

  private struct State {
    var credential: PluginCredential?
    var isRunning = false
    var waiters: [AsyncStream<Outcome>.Continuation] = []
  }

  private enum Step {
    case use(PluginCredential)
    case run
    case wait(AsyncStream<Outcome>)
  }

  private let run: @Sendable () async throws(KubernetesError) -> PluginCredential
  private let now: @Sendable () -> Date
  private let state = Mutex(State())

  /// - Parameters:
  ///   - now: the time of day, which `expirationTimestamp` is compared with.
  ///   - run: runs the plugin.
  init(
    now: @escaping @Sendable () -> Date = { Date.now },
    run: @escaping @Sendable () async throws(KubernetesError) -> PluginCredential
  ) {
    self.now = now
    self.run = run
  }

  /// Credentials that have not expired.
  ///
  /// - Parameters:
  ///   - refused: credentials that the server did not accept, and that are not good enough therefore.
  ///   - onWait: called when this request is one of those that a run is made for; tests look at it.
  func credential(
    insteadOf refused: PluginCredential? = nil, onWait: () -> Void = {}
  ) async throws(KubernetesError) -> PluginCredential {
    while true {
      switch nextStep(refused) {
      case .use(let credential): return credential
      case .run:
        onWait()
        return try await runAndTell()
      case .wait(let outcomes):
        onWait()
        guard let outcome = await outcomes.first(where: { _ in true }) else { throw .cancelled }
        if case .ended(let result) = outcome { return try result.get() }
      }
    }
  }

  private func nextStep(_ refused: PluginCredential?) -> Step {
    state.withLock { state in
      if state.isRunning {
        let (outcomes, continuation) = AsyncStream.makeStream(of: Outcome.self)
        state.waiters.append(continuation)
        return .wait(outcomes)
      }
      if let credential = state.credential, credential != refused, !credential.isExpired(at: now()) {
        return .use(credential)
      }
      state.isRunning = true
      return .run
    }
  }

  private func runAndTell() async throws(KubernetesError) -> PluginCredential {
    do {
      let credential = try await run()
      end(with: .ended(.success(credential)), credential)
      return credential
    } catch {
      end(with: error == .cancelled ? .cancelled : .ended(.failure(error)), nil)
      throw error
    }
  }

  private func end(with outcome: Outcome, _ credential: PluginCredential?) {
    let waiters = state.withLock { state in
      state.isRunning = false
      state.credential = credential
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters {
      waiter.yield(outcome)
      waiter.finish()
    }
  }
}
