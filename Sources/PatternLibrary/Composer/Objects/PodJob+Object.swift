import JSONTree

// The Jobs that run before the workload's pods.

extension PodDraft {
  func jobs(_ identity: ObjectIdentity) -> [JSON] {
    contents.flatMap(\.jobs).map { $0.object(identity, template: template.spec) }
  }
}

extension PodJob {
  /// What the template says of where and as whom its pods run, which holds for the Job's pods as well.
  private static let sharedFields = [
    "automountServiceAccountToken", "dnsConfig", "dnsPolicy", "hostAliases", "hostUsers", "imagePullSecrets",
    "nodeSelector",
    "priorityClassName", "runtimeClassName", "schedulerName", "securityContext", "serviceAccount",
    "serviceAccountName", "tolerations",
  ]

  /// The Job. Its pods have none of the labels by which the Service finds those of the workload.
  fileprivate func object(_ identity: ObjectIdentity, template: JSON) -> JSON {
    var pod: JSON = [:]
    for field in Self.sharedFields { pod[field] = template[field]?.nonNull }
    pod["restartPolicy"] = "Never"
    pod["affinity"] = (template["affinity"]?["nodeAffinity"]?.nonNull).map { ["nodeAffinity": $0] }
    pod["containers"] = [container.value.withPortProtocols]
    let mounted = Set(container.elements("volumeMounts").compactMap(\.name))
    pod["volumes"] = .array(
      (volumes.map(\.value) + (template["volumes"]?.array ?? [])).filter { mounted.contains($0["name"]?.string ?? "") }
        .uniqueByName)
    var spec: JSON = ["backoffLimit": .integer(Int64(backoffLimit)), "template": ["spec": pod]]
    spec["activeDeadlineSeconds"] = activeDeadlineSeconds.map { .integer(Int64($0)) }
    var object = identity.object(apiVersion: "batch/v1", kind: "Job", name: name)
    object["spec"] = spec
    return object
  }
}
