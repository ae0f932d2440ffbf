import JSONTree
import PodPatternAPI
import Testing

@Suite("The status of a ClusterPodPattern")
struct PolicyStatusTests {
  private static let status = ClusterPodPatternStatus(
    observedGeneration: 3,
    conditions: [
      Condition(
        type: "Ready", status: .false, reason: "Updating", message: "2 of 4",
        lastTransitionTime: "2026-01-31T12:00:00Z")
    ],
    revision: 2, delivery: .template,
    counts: PolicyCounts(matched: 4, compliant: 1, updating: 1, pending: 1, failed: 1, excluded: 5),
    failures: [PolicyFailure(kind: "Deployment", namespace: "shop", name: "cart", message: "not available")])

  private func read(_ status: JSON) throws -> ClusterPodPatternStatus? {
    let manifest = try Sample.manifest("status", status, of: Sample.parse(Sample.policy))
    return try ClusterPodPattern.decode(manifest).status
  }

  @Test("What is written is read again")
  func roundTrip() throws {
    #expect(try read(Self.status.json) == Self.status)
    #expect(try read(ClusterPodPatternStatus().json) == ClusterPodPatternStatus())
    #expect(ClusterPodPatternStatus(lenient: Self.status.json) == Self.status)
    #expect(ClusterPodPatternStatus(lenient: "x") == ClusterPodPatternStatus())
    #expect(Self.status.condition("Ready")?.reason == "Updating")
  }

  @Test("Nothing empty or null is written")
  func noEmptyFields() {
    #expect(ClusterPodPatternStatus().json == [:])
    #expect(Self.status.json.withoutEmptyFields == Self.status.json)
  }

  @Test("What another version wrote is read as far as it goes")
  func lenient() throws {
    var status = Self.status.json
    status["future"] = 1
    status["delivery"] = "Magic"
    status["counts"]?["future"] = 1
    status["failures"] = ["nonsense", ["kind": "Deployment"], Self.status.failures[0].json]
    let read = try #require(try read(status))
    #expect(read.delivery == nil)
    #expect(read.counts == Self.status.counts)
    #expect(read.failures == Self.status.failures)
  }
}
