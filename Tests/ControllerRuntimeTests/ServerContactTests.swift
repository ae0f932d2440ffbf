import InMemoryLogging
import KubernetesClient
import Logging
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite("The first answer of an API server", .timeLimit(.minutes(10)))
struct ServerContactTests {
  private let clock = ManualClock()
  private let logs = InMemoryLogHandler()

  /// A contact whose server answers with these errors first.
  private func contact(_ errors: [KubernetesError]) -> ServerContact {
    let left = Locked(errors)
    return ServerContact(
      asking: { () throws(KubernetesError) in
        if let error = left.change({ $0.isEmpty ? nil : $0.removeFirst() }) { throw error }
        return ServerVersion(major: 1, minor: 30)
      }, clock: RuntimeClock(clock), random: { 0 }, logger: Logger(label: "test") { [logs] _ in logs })
  }

  @Test("It is waited for, whatever it answers, and each reason is told once")
  func waits() async throws {
    let refused = KubernetesError.transport(TransportError(.connect, "connection refused"))
    let contact = contact([refused, refused, .forbidden])
    #expect(contact.problem == "no answer yet")
    async let version = contact.version()
    for problem in [refused, refused, .forbidden] {
      try await clock.untilSleepers(1)
      #expect(contact.problem == "\(problem)")
      clock.advance(by: .seconds(30))
    }
    #expect(try await version.minor == 30)
    #expect(contact.problem == nil)
    #expect(logs.entries.map(\.level) == [.warning, .warning])
    let errors = logs.entries.compactMap { $0.metadata["error"].map { "\($0)" } }
    #expect(errors == ["\(refused)", "\(KubernetesError.forbidden)"])
  }

  @Test("It is asked again after two minutes at the latest, whatever it asks for")
  func longRetryAfter() async throws {
    let contact = contact([.tooManyRequests(retryAfter: .seconds(3600))])
    async let version = contact.version()
    try await clock.untilSleepers(1)
    clock.advance(by: .seconds(120))
    #expect(try await version.minor == 30)
  }

  @Test("A wrong configuration ends it at once")
  func configuration() async throws {
    let error = KubernetesError.configuration(try Self.wrong)
    await #expect(throws: error) { try await contact([error]).version() }
  }

  private static var wrong: ConfigurationError {
    get throws {
      do {
        _ = try ClientConfiguration.load(kubeconfig: "/nonexistent")
      } catch {
        if case .configuration(let error) = error { return error }
      }
      throw CancellationError()
    }
  }
}
