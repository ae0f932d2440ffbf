import JSONTree
import PodPatternAPI
import Testing

@Suite("The status")
struct StatusTests {
  private static let status = PodPatternStatus(
    observedGeneration: 3,
    conditions: [
      Condition(
        type: "Ready", status: .true, reason: "RolledOut", message: "Deployment/search is rolled out",
        lastTransitionTime: "2026-01-31T12:00:00Z", observedGeneration: 3)
    ],
    inventory: [
      InventoryEntry(apiVersion: "apps/v1", kind: "Deployment", name: "search", uid: "u", applied: "a", fields: "f"),
      InventoryEntry(apiVersion: "apps/v1", kind: "StatefulSet", name: "search", extended: true),
      InventoryEntry(apiVersion: "v1", kind: "Service", name: "search"),
    ],
    target: "Deployment/search", patterns: "tls,logs")

  private func read(_ status: JSON) throws -> PodPatternStatus? {
    try PodPattern.decode(try Sample.manifest("status", status)).status
  }

  @Test("What is written is read again")
  func roundTrip() throws {
    #expect(try read(Self.status.json) == Self.status)
    #expect(try read(PodPatternStatus().json) == PodPatternStatus())
    #expect(Self.status.condition("Ready")?.reason == "RolledOut")
    #expect(Self.status.condition("Stalled") == nil)
  }

  @Test("Nothing empty or null is written")
  func noEmptyFields() {
    #expect(PodPatternStatus().json == [:])
    #expect(Self.status.json.withoutEmptyFields == Self.status.json)
    #expect(Self.status.json["inventory"]?.array?.last == ["apiVersion": "v1", "kind": "Service", "name": "search"])
  }

  @Test("What another version wrote is read as far as it goes, and never makes the object unreadable")
  func lenient() throws {
    var status = Self.status.json
    status["future"] = ["a": 1]
    status["observedGeneration"] = "three"
    var inventory = try #require(status["inventory"]?.array)
    inventory[0]["future"] = true
    inventory.append("nonsense")
    inventory.append(["kind": "Service"])
    status["inventory"] = .array(inventory)
    let read = try #require(try read(status))
    #expect(read.observedGeneration == nil)
    #expect(read.inventory == Self.status.inventory)
    #expect(read.conditions == Self.status.conditions)
  }

  @Test("A status of another type counts as none", arguments: [JSON.null, "x", [], 1])
  func nonsense(status: JSON) throws {
    #expect(try read(status) == nil)
  }

  @Test("The status of an object that is not valid can be read alone")
  func alone() {
    #expect(PodPatternStatus(lenient: Self.status.json) == Self.status)
    #expect(PodPatternStatus(lenient: "x") == PodPatternStatus())
  }
}
