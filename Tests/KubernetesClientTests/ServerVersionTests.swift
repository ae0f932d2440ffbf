import JSONTree
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

  @Test func order() {
    #expect(ServerVersion(major: 1, minor: 9) < ServerVersion(major: 1, minor: 20))
    #expect(ServerVersion(major: 1, minor: 99) < ServerVersion(major: 2, minor: 0))
  }
}
