// The Pod Security level "restricted", as far as it speaks of containers.
// Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted

import JSONTree

enum PodSecurity {
  /// The rules of "restricted" (and of "baseline" below it) that a container breaks.
  static func violations(_ container: JSON) -> [String] {
    let context = container["securityContext"] ?? [:]
    let added = (context["capabilities"]?["add"]?.array ?? []).compactMap(\.string)
    let ports = container["ports"]?.array ?? []
    let rules: [(String, Bool)] = [
      ("privileged", context["privileged"]?.bool != true),
      ("allowPrivilegeEscalation", context["allowPrivilegeEscalation"]?.bool == false),
      ("capabilities.drop", context["capabilities"]?["drop"]?.array?.contains("ALL") == true),
      ("capabilities.add", added.allSatisfy { $0 == "NET_BIND_SERVICE" }),
      ("runAsNonRoot", context["runAsNonRoot"]?.bool == true),
      ("runAsUser", context["runAsUser"]?.integer != 0),
      (
        "seccompProfile",
        ["RuntimeDefault", "Localhost"].contains(context["seccompProfile"]?["type"]?.string ?? "")
      ),
      ("procMount", context["procMount"] == nil || context["procMount"] == "Default"),
      ("seLinuxOptions", context["seLinuxOptions"] == nil),
      ("hostPort", ports.allSatisfy { ($0["hostPort"]?.integer ?? 0) == 0 }),
    ]
    return rules.filter { !$0.1 }.map(\.0)
  }

  /// What this project promises beyond "restricted".
  static func missing(_ container: JSON, serves: Bool) -> [String] {
    let rules: [(String, Bool)] = [
      ("readOnlyRootFilesystem", container["securityContext"]?["readOnlyRootFilesystem"]?.bool == true),
      ("requests.cpu", container["resources"]?["requests"]?["cpu"] != nil),
      ("requests.memory", container["resources"]?["requests"]?["memory"] != nil),
      ("limits.cpu", container["resources"]?["limits"]?["cpu"] != nil),
      ("limits.memory", container["resources"]?["limits"]?["memory"] != nil),
      ("readinessProbe", !serves || container["readinessProbe"] != nil),
    ]
    return rules.filter { !$0.1 }.map(\.0)
  }
}
