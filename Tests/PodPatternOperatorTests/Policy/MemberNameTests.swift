import Testing

@testable import PodPatternOperator

@Suite("The names of a policy's PodPatterns")
struct MemberNameTests {
  @Test("They say what they are for")
  func whole() {
    #expect(MemberName.of(policy: "tls", kind: "StatefulSet", workload: "db") == "tls-statefulset-db")
  }

  @Test(
    "What cannot be such a name is cut, and told apart by a fingerprint",
    arguments: ["v1.db", "v1-.db", String(repeating: "x", count: 253), String(repeating: "a.", count: 100) + "a"])
  func cut(workload: String) {
    let name = MemberName.of(policy: "tls", kind: "Deployment", workload: workload)
    #expect(name.utf8.count <= 63 && name.hasPrefix("tls-deployment-"))
    #expect(name.wholeMatch(of: /[a-z0-9]([a-z0-9-]*[a-z0-9])?/) != nil)
    #expect(name != MemberName.of(policy: "tls", kind: "Deployment", workload: workload + "b"))
    #expect(name != MemberName.of(policy: "tls", kind: "DaemonSet", workload: workload))
  }

  @Test("The longest name of all is within the limit")
  func longest() {
    let policy = String(repeating: "p", count: 63)
    let name = MemberName.of(policy: policy, kind: "Deployment", workload: "web")
    #expect(name.utf8.count == 63 && name != MemberName.of(policy: policy, kind: "Deployment", workload: "db"))
  }
}
