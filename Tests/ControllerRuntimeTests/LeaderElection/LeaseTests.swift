import FoundationEssentials
import JSONTree
import KubernetesClient
import Testing

@testable import ControllerRuntime

@Suite("A Lease")
struct LeaseTests {
  @Test("is written in the fields of coordination.k8s.io/v1")
  func fields() {
    let lease = Lease(key: ObjectKey(namespace: "system", name: "operator"))
      .acquired(by: "me", for: .seconds(15), at: "2026-01-02T03:04:05.000000Z")
    #expect(
      lease.object == [
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": ["name": "operator"],
        "spec": [
          "holderIdentity": "me", "leaseDurationSeconds": 15, "leaseTransitions": 0,
          "acquireTime": "2026-01-02T03:04:05.000000Z", "renewTime": "2026-01-02T03:04:05.000000Z",
        ],
      ])
  }

  @Test("keeps what others have written into it")
  func foreignFields() {
    let found = Lease([
      "metadata": ["name": "operator", "labels": ["team": "a"], "resourceVersion": "7"],
      "spec": ["holderIdentity": "b", "leaseTransitions": 3, "strategy": "OldestEmulationVersion"],
    ])
    #expect(
      found.acquired(by: "me", for: .seconds(15), at: "now").object == [
        "metadata": ["name": "operator", "labels": ["team": "a"], "resourceVersion": "7"],
        "spec": [
          "holderIdentity": "me", "leaseDurationSeconds": 15, "leaseTransitions": 4, "acquireTime": "now",
          "renewTime": "now", "strategy": "OldestEmulationVersion",
        ],
      ])
    #expect(found.renewed(by: "b", for: .seconds(15), at: "now").transitions == 3)
  }

  @Test("is nobody's and all but over once it is released")
  func released() {
    let lease = Lease(holder: "me").released(at: "now")
    #expect(lease.holder.isEmpty && lease.duration == .seconds(1) && lease.transitions == 1)
  }

  @Test("does not choke on numbers that no Lease has", arguments: [Int64.min, -1, .max])
  func hostileNumbers(number: Int64) {
    let lease = Lease(["spec": ["leaseDurationSeconds": .integer(number), "leaseTransitions": .integer(number)]])
    #expect((lease.duration ?? .zero) >= .zero)
    #expect(lease.acquired(by: "me", for: .seconds(15), at: "now").transitions <= Int64(Int32.max))
  }

  @Test("carries times with six digits after the point, as MicroTime must have")
  func microTime() {
    #expect(Date(timeIntervalSince1970: 1.25).microTime == "1970-01-01T00:00:01.250000Z")
    #expect(Date(timeIntervalSince1970: 1).microTime == "1970-01-01T00:00:01.000000Z")
  }
}

@Suite("The time limits of an election")
struct LeaseTimingTests {
  @Test("are accepted where they fit each other")
  func valid() throws {
    #expect(try LeaseTiming() == .standard)
    #expect(
      try LeaseTiming(leaseDuration: .seconds(5), renewDeadline: .seconds(3), retryPeriod: .seconds(1)).retryPeriod
        == .seconds(1))
  }

  @Test(
    "are refused by name, value and rule where they do not",
    arguments: [
      (15, 15, 2, "leaseDuration: Invalid value: \"15s\": must be greater than renewDeadline, which is 15s"),
      (15, 4.4, 2, "renewDeadline: Invalid value: \"4.4s\": must be greater than 2.2 times retryPeriod, which is 2s"),
      (15, 10, 0, "retryPeriod: Invalid value: \"0s\": must be greater than 0s"),
      (
        15.5, 10, 2,
        "leaseDuration: Invalid value: \"15.5s\": must be a whole number of seconds, at most 2147483647s: a Lease has no others"
      ),
      (
        3e9, 10, 2,
        "leaseDuration: Invalid value: \"3000000000s\": must be a whole number of seconds, at most 2147483647s: a Lease has no others"
      ),
    ])
  func invalid(lease: Double, renew: Double, retry: Double, message: String) {
    let error = #expect(throws: Problem.self) {
      try LeaseTiming(
        leaseDuration: .seconds(lease), renewDeadline: .seconds(renew), retryPeriod: .seconds(retry))
    }
    #expect(error?.description == message)
  }
}
