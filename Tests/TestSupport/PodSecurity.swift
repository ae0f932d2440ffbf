import JSONTree

/// The Pod Security Standards' level *restricted*, with *baseline* below it, as the API server's own admission checks it.
///
/// Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
public enum PodSecurity {
  /// The rules that a container breaks, by itself: what the pod says for all of its containers does not help it.
  public static func violations(_ container: JSON) -> [String] { violations(container, pod: [:]) }

  /// The rules that a pod breaks: its own, and each of its containers'.
  public static func violations(pod spec: JSON) -> [String] {
    let context = spec["securityContext"] ?? [:]
    let rules: [(String, Bool)] = [
      ("hostNetwork", spec["hostNetwork"]?.bool != true), ("hostPID", spec["hostPID"]?.bool != true),
      ("hostIPC", spec["hostIPC"]?.bool != true), ("pod runAsUser", context["runAsUser"]?.integer != 0),
      ("pod runAsNonRoot", context["runAsNonRoot"]?.bool != false),
      ("pod seccompProfile", context["seccompProfile"] == nil || isSeccomp(context)),
      ("pod seLinuxOptions", hasAllowedSELinuxOptions(context)),
      ("pod windowsOptions", context["windowsOptions"]?["hostProcess"]?.bool != true),
    ]
    let sysctls = (context["sysctls"]?.array ?? []).compactMap { $0["name"]?.string }
    let containers = ["initContainers", "containers", "ephemeralContainers"].flatMap { spec[$0]?.array ?? [] }
    let own = rules.filter { !$0.1 }.map(\.0)
    let unsafe = sysctls.filter { !safeSysctls.contains($0) }.map { "sysctl \($0)" }
    let volumes = (spec["volumes"]?.array ?? []).flatMap { violations(volume: $0) }
    let ofContainers = containers.flatMap { container -> [String] in
      violations(container, pod: context).map { "\(container["name"]?.string ?? ""): \($0)" }
    }
    return own + unsafe + volumes + ofContainers
  }

  /// The kinds of volume that are not allowed.
  public static func violations(volume: JSON) -> [String] {
    (volume.object ?? [:]).keys.filter { $0 != "name" && !volumeKinds.contains($0) }.sorted().map { "volume \($0)" }
  }

  /// What this project promises of a container beyond *restricted*.
  public static func missing(_ container: JSON, serves: Bool) -> [String] {
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

  private static func violations(_ container: JSON, pod: JSON) -> [String] {
    let context = container["securityContext"] ?? [:]
    let added = (context["capabilities"]?["add"]?.array ?? []).compactMap(\.string)
    let ports = container["ports"]?.array ?? []
    let rules: [(String, Bool)] = [
      ("privileged", context["privileged"]?.bool != true),
      ("allowPrivilegeEscalation", context["allowPrivilegeEscalation"]?.bool == false),
      ("capabilities.drop", context["capabilities"]?["drop"]?.array?.contains("ALL") == true),
      ("capabilities.add", added.allSatisfy { $0 == "NET_BIND_SERVICE" }),
      ("runAsNonRoot", (context["runAsNonRoot"] ?? pod["runAsNonRoot"])?.bool == true),
      ("runAsUser", context["runAsUser"]?.integer != 0),
      ("seccompProfile", isSeccomp(context["seccompProfile"] == nil ? pod : context)),
      ("procMount", context["procMount"] == nil || context["procMount"] == "Default"),
      ("seLinuxOptions", hasAllowedSELinuxOptions(context)),
      ("windowsOptions", context["windowsOptions"]?["hostProcess"]?.bool != true),
      ("hostPort", ports.allSatisfy { ($0["hostPort"]?.integer ?? 0) == 0 }),
    ]
    return rules.filter { !$0.1 }.map(\.0)
  }

  private static func isSeccomp(_ context: JSON) -> Bool {
    ["RuntimeDefault", "Localhost"].contains(context["seccompProfile"]?["type"]?.string ?? "")
  }

  private static func hasAllowedSELinuxOptions(_ context: JSON) -> Bool {
    guard let options = context["seLinuxOptions"] else { return true }
    let types = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]
    return types.contains(options["type"]?.string ?? "") && ["user", "role"].allSatisfy { (options[$0] ?? "") == "" }
  }

  private static let volumeKinds: Set<String> = [
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
  ]

  /// Those of the first version of the standards; later ones allow a few more.
  private static let safeSysctls: Set<String> = [
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
  ]
}
