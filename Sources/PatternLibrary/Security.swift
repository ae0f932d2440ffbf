import JSONTree

// The security context of the added containers: the Pod Security level "restricted", and a root file system that cannot
// be written (https://kubernetes.io/docs/concepts/security/pod-security-standards/).

enum Security {
  /// The user `nobody`: no file of an image belongs to it.
  static let nobody: Int64 = 65534

  /// The security context of a container that the library writes itself.
  static func restricted(user: Int64 = nobody, group: Int64? = nobody) -> JSON {
    var context: JSON = [
      "allowPrivilegeEscalation": false,
      "capabilities": ["drop": ["ALL"]],
      "readOnlyRootFilesystem": true,
      "runAsNonRoot": true,
      "runAsUser": .integer(user),
      "seccompProfile": ["type": "RuntimeDefault"],
    ]
    context["runAsGroup"] = group.map(JSON.integer)
    return context
  }

  /// The only context in which a container can change the node's settings; it can do nothing else with its files.
  static let privileged: JSON = [
    "privileged": true,
    "readOnlyRootFilesystem": true,
    "runAsNonRoot": false,
    "runAsUser": 0,
  ]

  /// A user's security context, restricted in everything it does not speak of.
  ///
  /// A default that the API server or the kubelet would refuse beside what the user did say is left out: no
  /// `allowPrivilegeEscalation: false` for a privileged container, no `runAsNonRoot` for one that is to run as root.
  static func restricting(_ context: JSON?, podContext: JSON?) -> JSON {
    var result = context ?? [:]
    let isPrivileged = result["privileged"]?.bool == true
    let added = result["capabilities", "add"]?.array ?? []

    if !isPrivileged {
      if !added.contains("CAP_SYS_ADMIN") && !added.contains("SYS_ADMIN") {
        result.setDefault("allowPrivilegeEscalation", false)
      }
      var capabilities = result["capabilities"] ?? [:]
      capabilities.setDefault("drop", ["ALL"])
      result["capabilities"] = capabilities
      result.setDefault("seccompProfile", ["type": "RuntimeDefault"])
    }
    result.setDefault("readOnlyRootFilesystem", true)

    let podUser = podContext?["runAsUser"]?.integer
    if result["runAsUser"] == nil, result["runAsNonRoot"]?.bool != false, !isPrivileged, podUser == nil || podUser == 0
    {
      result["runAsUser"] = .integer(nobody)
    }
    let user = result["runAsUser"]?.integer ?? podUser
    if !isPrivileged, user != 0 { result.setDefault("runAsNonRoot", true) }
    return result
  }
}

extension JSON {
  /// Gives an object a member that it lacks.
  mutating func setDefault(_ key: String, _ value: JSON) {
    if self[key]?.nonNull == nil { self[key] = value }
  }
}
