import JSONTree
import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct ServerVersionTests {
  @Test func vendorsSuffixesAreLeftOut() throws {
    let version = try #require(ServerVersion(["major": "1", "minor": "27+", "gitVersion": "v1.27.3-eks"]))
    #expect(version == ServerVersion(major: 1, minor: 27))
    #expect(version.description == "v1.27.3-eks")
  }

  @Test(arguments: [
    JSON.null, [:], ["major": "1"], ["major": 1, "minor": 20], ["major": "1", "minor": ""],
    ["major": "1", "minor": "99999999999999999999"], ["major": "x", "minor": "1"],
  ])
  func othersAreNone(json: JSON) {
    #expect(ServerVersion(json) == nil)
  }

  /// A gateway may refuse the question, not know the path, or answer in its own words.
  @Test(arguments: [(403, "forbidden"), (404, "404 page not found"), (200, "<html></html>"), (200, "{}")])
  func aServerThatDoesNotTellItsVersionCountsAsOldAndIsLeftAloneForATime(code: Int, page: String) async throws {
    let clock = ManualClock()
    let (client, transport) = try KubernetesClient.stub(version: nil, clock: clock) { request in
      request.target == "/version" ? .page(page, code: code) : .json("{}")
    }
    let questions = { transport.requests.count { $0.target == "/version" } }
    for _ in 1...2 { try await client.update(.configMaps, ObjectKey(namespace: "n", name: "a"), [:]) }
    #expect(questions() == 1)
    #expect(!transport.requests.contains { $0.target.contains("fieldValidation") })
    clock.advance(by: KnownServerVersion.patience)
    try await client.update(.configMaps, ObjectKey(namespace: "n", name: "a"), [:])
    #expect(questions() == 2)
  }

  @Test func aServerThatIsBusyIsAskedAgainWithTheNextWrite() async throws {
    let (client, transport) = try KubernetesClient.stub(version: nil) { _ in .page("busy", code: 503) }
    for _ in 1...2 {
      let error = await error(of: { try await client.update(.configMaps, ObjectKey(namespace: "n", name: "a"), [:]) })
      #expect(error?.isRetryable == true)
    }
    #expect(transport.requests.map(\.target) == ["/version", "/version"])
  }

  @Test func order() {
    #expect(ServerVersion(major: 1, minor: 9) < ServerVersion(major: 1, minor: 20))
    #expect(ServerVersion(major: 1, minor: 99) < ServerVersion(major: 2, minor: 0))
  }
}
