import JSONTree
import TestSupport

extension PodNamespace {
  /// Applies an example of a policy that demands TLS, enforced in this namespace alone, and called like it.
  func apply(policy example: String, _ change: (inout JSON) -> Void = { _ in }) async throws {
    try await kubectl("label", "namespace", name, "tls=\(name)", "--overwrite")
    try await apply(example: "policies/\(example)") { policy in
      policy["metadata"]?["name"] = .string(name)
      policy["spec"]?["enforcement"] = "Enforce"
      policy["spec"]?["match"]?["namespaceSelector"] = ["matchLabels": ["tls": .string(name)]]
      change(&policy)
    }
  }

  /// Waits until the policy is brought about as it is now.
  ///
  /// - Parameter workloads: how many it counts as compliant then; `nil` for one that counts none.
  func untilPolicyIsReady(workloads: Int? = nil) async throws {
    try await explaining {
      if let workloads { try await waitForPolicy("jsonpath={.status.counts.compliant}=\(workloads)") }
      try await waitForPolicy("condition=Ready")
    }
  }

  private func waitForPolicy(_ condition: String) async throws {
    try await kubectl("wait", "clusterpodpattern/\(name)", "--for", condition, "--timeout=150s")
  }

  func deletePolicy() async throws {
    try await kubectl("delete", "clusterpodpattern", name, "--timeout=60s")
  }
}
