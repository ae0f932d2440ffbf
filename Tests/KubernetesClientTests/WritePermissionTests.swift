import JSONTree
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct WritePermissionTests {
  private let key = ObjectKey(namespace: "n", name: "a")

  /// A permission that a test takes away.
  private final class Permission: Sendable {
    private let isGiven: Mutex<Bool>
    init(_ isGiven: Bool) { self.isGiven = Mutex(isGiven) }
    func take() { isGiven.withLock { $0 = false } }
    var given: Bool { isGiven.withLock { $0 } }
  }

  @Test func nothingIsWrittenWithoutPermission() async throws {
    let (client, transport) = try KubernetesClient.stub(writePermission: { false }) { _ in .json("{}") }
    let errors = [
      await error(of: { try await client.apply(.configMaps, key, [:], options: ApplyOptions(fieldManager: "me")) }),
      await error(of: { try await client.create(.configMaps, namespace: "n", [:]) }),
      await error(of: { try await client.update(.configMaps, key, [:]) }),
      await error(of: { try await client.patch(.configMaps, key, mergePatch: [:]) }),
      await error(of: { try await client.delete(.configMaps, key) }),
    ]
    #expect(errors == Array(repeating: .writeNotPermitted, count: 5))
    #expect(!transport.requests.contains { $0.method != .GET })
  }

  @Test func readsNeedNoPermission() async throws {
    let (client, _) = try KubernetesClient.stub(writePermission: { false }) { _ in .json("{}") }
    _ = try await client.get(.configMaps, key)
  }

  @Test func writesAreSentWithPermission() async throws {
    let (client, transport) = try KubernetesClient.stub(writePermission: { true }) { _ in .json("{}") }
    try await client.update(.configMaps, key, ["a": 1])
    #expect(try transport.requests.last?.bodyText() == #"{"a":1}"#)
  }

  @Test func permissionLostWhileTheRequestWaitedForItsConnectionKeepsTheBodyBack() async throws {
    let permission = Permission(true)
    let (client, _) = try KubernetesClient.stub(writePermission: { permission.given }) { request in
      permission.take()
      return .json(try request.bodyText() ?? "")
    }
    #expect(await error(of: { try await client.update(.configMaps, key, ["a": 1]) }) == .writeNotPermitted)
  }

  @Test func refusalIsRetryable() {
    #expect(KubernetesError.writeNotPermitted.isRetryable)
    #expect(KubernetesError.writeNotPermitted.description.contains("may not write"))
  }
}
