import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

/// How a plugin's credentials are kept and shared.
@Suite struct PluginCredentialsTests {
  /// A plugin whose runs a test counts and ends.
  private final class Plugin: Sendable {
    typealias Run = @Sendable (Int) async throws(KubernetesError) -> PluginCredential
    private let count = Mutex(0)
    private let body: Run
    init(_ body: @escaping Run) { self.body = body }
    var runs: Int { count.withLock { $0 } }
    func run() async throws(KubernetesError) -> PluginCredential {
      let number = count.withLock { count in
        count += 1
        return count
      }
      return try await body(number)
    }
  }

  private static let start = Date(timeIntervalSince1970: 1_000_000)

  private static func credential(_ number: Int, lasting seconds: TimeInterval? = nil) -> PluginCredential {
    PluginCredential(
      token: Secret("token-\(number)"), certificate: nil, expiration: seconds.map { start.addingTimeInterval($0) })
  }

  private func make(
    at now: @escaping @Sendable () -> Date = { start }, _ body: @escaping Plugin.Run
  ) -> (PluginCredentials, Plugin) {
    let plugin = Plugin(body)
    let credentials = PluginCredentials(now: now) { () async throws(KubernetesError) in try await plugin.run() }
    return (credentials, plugin)
  }

  @Test func credentialsAreKeptUntilTheyExpire() async throws {
    let now = Mutex(Self.start)
    let (credentials, plugin) = make(at: { now.withLock { $0 } }) { number throws(KubernetesError) in
      Self.credential(number, lasting: 3600 * TimeInterval(number))
    }
    for time in [0, 3599, 3600] {
      now.withLock { $0 = Self.start.addingTimeInterval(TimeInterval(time)) }
      #expect(try await credentials.credential().token?.value == "token-1")
    }
    now.withLock { $0 = Self.start.addingTimeInterval(3601) }
    #expect(try await credentials.credential().token?.value == "token-2")
    #expect(plugin.runs == 2)
  }

  @Test func refusedCredentialsAreReplacedOnce() async throws {
    let (credentials, plugin) = make { number throws(KubernetesError) in Self.credential(number) }
    let first = try await credentials.credential()
    #expect(try await credentials.credential(insteadOf: first).token?.value == "token-2")
    // Another request that was refused with the first finds the second.
    #expect(try await credentials.credential(insteadOf: first).token?.value == "token-2")
    #expect(plugin.runs == 2)
  }

  /// Many requests at once; the run ends when all of them have asked.
  private func outcomes(_ count: Int, _ result: Result<PluginCredential, KubernetesError>) async -> (Int, [String]) {
    let (asked, ask) = AsyncStream.makeStream(of: Void.self)
    let (credentials, plugin) = make { _ throws(KubernetesError) in
      var rest = count
      for await _ in asked {
        rest -= 1
        if rest == 0 { break }
      }
      return try result.get()
    }
    let outcomes = await withTaskGroup(of: String.self) { group in
      for _ in 0..<count {
        group.addTask {
          do throws(KubernetesError) {
            return try await credentials.credential(onWait: { ask.yield() }).token?.value ?? "none"
          } catch {
            return error.description
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    return (plugin.runs, outcomes)
  }

  @Test func allWhoWaitShareOneRun() async {
    let (runs, outcomes) = await outcomes(20, .success(Self.credential(7)))
    #expect(runs == 1)
    #expect(outcomes == Array(repeating: "token-7", count: 20))
  }

  @Test func allWhoWaitShareAFailure() async {
    let (runs, outcomes) = await outcomes(20, .failure(.transport(TransportError(.credentials, "broken"))))
    #expect(runs == 1)
    #expect(outcomes == Array(repeating: "broken", count: 20))
  }

  @Test func nextRequestAfterAFailureTriesAgain() async throws {
    let (credentials, plugin) = make { number throws(KubernetesError) in
      if number == 1 { throw .transport(TransportError(.credentials, "broken")) }
      return Self.credential(number)
    }
    #expect(await error(of: { try await credentials.credential() })?.description == "broken")
    #expect(try await credentials.credential().token?.value == "token-2")
    #expect(plugin.runs == 2)
  }

  @Test func cancelledRunIsTakenOverByOneWhoWaits() async throws {
    let (began, begin) = AsyncStream.makeStream(of: Void.self)
    let (waiting, wait) = AsyncStream.makeStream(of: Void.self)
    let (credentials, plugin) = make { number throws(KubernetesError) in
      guard number == 1 else { return Self.credential(number) }
      begin.yield()
      do { try await ContinuousClock().sleep(for: .seconds(3600)) } catch { throw .cancelled }
      return Self.credential(number)
    }
    let first = Task { await error(of: { try await credentials.credential() }) }
    for await _ in began { break }
    async let second = credentials.credential(onWait: { wait.yield() })
    for await _ in waiting { break }
    first.cancel()
    #expect(await first.value == .cancelled)
    #expect(try await second.token?.value == "token-2")
    #expect(plugin.runs == 2)
  }
}
