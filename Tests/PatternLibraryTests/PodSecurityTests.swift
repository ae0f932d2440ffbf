import JSONTree
import KubernetesClient
import TestSupport
import Testing

/// The checker that other tests rely on, beside the API server's own.
@Suite("The check for \"restricted\"")
struct PodSecurityTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let isAllowed: Bool
    let pod: JSON

    fileprivate init(_ what: String, isAllowed: Bool = false, _ change: (inout JSON, inout JSON) -> Void) {
      var pod: JSON = [:]
      var container: JSON = [
        "name": "a", "image": "a",
        "securityContext": [
          "allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]], "runAsNonRoot": true,
          "seccompProfile": ["type": "RuntimeDefault"],
        ],
      ]
      change(&pod, &container)
      pod["containers"] = [container]
      (testDescription, self.isAllowed, self.pod) = (what, isAllowed, pod)
    }
  }

  static let cases: [Case] = [
    Case("nothing", isAllowed: true) { _, _ in },
    Case("privileged") {
      $1["securityContext"]?["privileged"] = true
      $1["securityContext"]?["allowPrivilegeEscalation"] = Optional.none
    },
    Case("escalation") { $1["securityContext"]?["allowPrivilegeEscalation"] = Optional.none },
    Case("all capabilities") { $1["securityContext"]?["capabilities"] = Optional.none },
    Case("a capability") { $1["securityContext"]?["capabilities"]?["add"] = ["SYS_TIME"] },
    Case("low ports", isAllowed: true) { $1["securityContext"]?["capabilities"]?["add"] = ["NET_BIND_SERVICE"] },
    Case("perhaps root") { $1["securityContext"]?["runAsNonRoot"] = Optional.none },
    Case("root by its number") { $1["securityContext"]?["runAsUser"] = 0 },
    Case("the pod says for all that none is root", isAllowed: true) {
      $0["securityContext"] = ["runAsNonRoot": true]
      $1["securityContext"]?["runAsNonRoot"] = Optional.none
    },
    Case("any system call") { $1["securityContext"]?["seccompProfile"] = Optional.none },
    Case("any system call, as said") { $1["securityContext"]?["seccompProfile"] = ["type": "Unconfined"] },
    Case("the pod says for all which system calls", isAllowed: true) {
      $0["securityContext"] = ["seccompProfile": ["type": "RuntimeDefault"]]
      $1["securityContext"]?["seccompProfile"] = Optional.none
    },
    Case("another SELinux user") { $1["securityContext"]?["seLinuxOptions"] = ["user": "u"] },
    Case("the node's port") { $1["ports"] = [["containerPort": 1, "hostPort": 1]] },
    Case("the node's network") { pod, _ in pod["hostNetwork"] = true },
    Case("the node's processes") { pod, _ in pod["hostPID"] = true },
    Case("the node's shared memory") { pod, _ in pod["hostIPC"] = true },
    Case("the node's files") { pod, _ in pod["volumes"] = [["name": "v", "hostPath": ["path": "/"]]] },
    Case("other files", isAllowed: true) { pod, _ in pod["volumes"] = [["name": "v", "emptyDir": [:]]] },
    Case("an unsafe sysctl") { pod, _ in
      pod["securityContext"] = ["sysctls": [["name": "kernel.msgmax", "value": "1"]]]
    },
    Case("a safe sysctl", isAllowed: true) { pod, _ in
      pod["securityContext"] = ["sysctls": [["name": "net.ipv4.tcp_syncookies", "value": "1"]]]
    },
    Case("an init container") { pod, _ in pod["initContainers"] = [["name": "b", "image": "b"]] },
  ]

  @Test("finds what is not allowed", arguments: cases)
  func finds(_ item: Case) { #expect(PodSecurity.violations(pod: item.pod).isEmpty == item.isAllowed) }

  /// Servers before 1.25 have no check of their own.
  @Test(
    "decides as the API server does", .enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"),
    .enabled("\(TestServer.requirement(minor: 25))") { try await TestServer.isAtLeast(minor: 25) })
  func agrees() async throws {
    try await TestServer.withNamespace { client, namespace in
      _ = try await client.patch(
        .namespaces, ObjectKey(name: namespace),
        mergePatch: ["metadata": ["labels": ["pod-security.kubernetes.io/enforce": "restricted"]]])
      try await eventually("the namespace has its account") {
        try? await client.get(.serviceAccounts, ObjectKey(namespace: namespace, name: "default"))
      }
      for item in Self.cases {
        let refusal = try await refusal(of: item.pod, client, namespace)
        #expect((refusal == nil) == item.isAllowed, "\(item.testDescription): \(refusal ?? "taken")")
      }
    }
  }

  private func refusal(of pod: JSON, _ client: KubernetesClient, _ namespace: String) async throws -> String? {
    let object: JSON = [
      "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a", "namespace": .string(namespace)], "spec": pod,
    ]
    do {
      _ = try await client.create(.pods, namespace: namespace, object, options: WriteOptions(dryRun: true))
      return nil
    } catch  where error.status?.message.contains("violates PodSecurity") == true {
      return error.description
    }
  }
}
