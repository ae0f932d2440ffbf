// What can be wrong with a ClusterPodPattern.

import JSONTree

extension Change {
  static let policy: [Change] = (policySpec + policyMatch + policyRollout).map { $0.of(Sample.policy) }

  private static let policySpec: [Change] = [
    Change(
      "metadata.name", "TLS",
      """
      metadata.name: Invalid value: "TLS": must be a DNS label: lower-case letters, digits and '-', beginning and \
      ending with a letter or digit
      """),
    Change("spec", ["match": [:]]),
    Change("spec.match", nil, "spec.match: Required value"),
    Change("spec.enforcement", nil),
    Change(
      "spec.enforcement", "enforce",
      #"spec.enforcement: Unsupported value: "enforce": supported values: "Audit", "Enforce""#),
    Change(
      "spec.delivery", "Sidecar",
      #"spec.delivery: Unsupported value: "Sidecar": supported values: "Auto", "Template", "Admission""#),
    Change(
      "spec.delivery", nil,
      """
      spec.match.matchConditions: Invalid value: …: matchConditions needs delivery Admission: nobody evaluates CEL for a \
      workload
      """),
    Change("spec.suspend", "no", #"spec.suspend: Invalid value: "no": must be a boolean, not a string"#),
    Change(
      "spec.override", true, "spec.override: Invalid value: true: must be a string, not a boolean"),
    Change(
      "spec.override", "Both",
      #"spec.override: Unsupported value: "Both": supported values: "None", "OptOut", "OptIn""#),
    Change(
      "spec.patterns[0].name", "Proxy",
      """
      spec.patterns[0].name: Invalid value: "Proxy": must be a DNS label: lower-case letters, digits and '-', \
      beginning and ending with a letter or digit
      """),
    Change("spec.patterns", nil),
    Change("spec.application", nil),
    Change("spec.conflictPolicy", "Fail"),
    Change(
      "spec.revisionHistoryLimit", 0, "spec.revisionHistoryLimit: Invalid value: 0: must be between 1 and 100"),
    Change("spec.validation", nil),
    Change("spec.validation.action", nil, "spec.validation.action: Required value"),
    Change(
      "spec.validation.action", "Refuse",
      #"spec.validation.action: Unsupported value: "Refuse": supported values: "Deny", "Warn", "Audit""#),
    Change("spec.validation.expressions", nil),
    Change(
      "spec.validation.expressions[0].message", nil, "spec.validation.expressions[0].message: Required value"),
    Change("spec.target", [:], "spec.target: Unknown field: known fields are application, conflictPolicy, …"),
  ]

  private static let policyMatch: [Change] = [
    Change("spec.match.namespaceSelector", [:]),
    Change("spec.match.namespaceSelector.matchLabels", ["tls": ""]),
    Change(
      "spec.match.namespaceSelector.matchLabels", ["tls": "yes please"],
      """
      spec.match.namespaceSelector.matchLabels.tls: Invalid value: "yes please": must be a label value: letters, \
      digits, '-', '_' and '.', beginning and ending with a letter or digit
      """),
    Change(
      "spec.match.namespaceSelector.matchExpressions[0].operator", "Gt",
      """
      spec.match.namespaceSelector.matchExpressions[0].operator: Unsupported value: "Gt": supported values: "In", \
      "NotIn", "Exists", "DoesNotExist"
      """),
    Change("spec.match.namespaceSelector.matchExpressions[0].operator", "NotIn"),
    Change(
      "spec.match.namespaceSelector.matchExpressions[0].operator", "Exists",
      """
      spec.match.namespaceSelector.matchExpressions[0].values: Invalid value: ["web","api"]: Exists and DoesNotExist \
      take no values
      """),
    Change(
      "spec.match.namespaceSelector.matchExpressions[0].values", nil,
      "spec.match.namespaceSelector.matchExpressions[0].values: Required value: In and NotIn need values"),
    Change(
      "spec.match.namespaceSelector.matchExpressions[0].values", [],
      "spec.match.namespaceSelector.matchExpressions[0].values: Invalid value: []: In and NotIn need values"),
    Change("spec.match.namespaceSelector.matchExpressions[1].values", []),
    Change(
      "spec.match.namespaceSelector.matchExpressions[1].key", nil,
      "spec.match.namespaceSelector.matchExpressions[1].key: Required value"),
    Change("spec.match.kinds", nil),
    Change("spec.match.kinds", [], "spec.match.kinds: Required value: must not be empty"),
    Change(
      "spec.match.kinds[0]", "Pod",
      """
      spec.match.kinds[0]: Unsupported value: "Pod": supported values: "Deployment", "StatefulSet", "DaemonSet", \
      "CronJob"
      """),
    Change("spec.match.kinds[0]", "CronJob", #"spec.match.kinds[1]: Duplicate value: "CronJob""#),
    Change(
      "spec.match.exclude.namespaces", ["legacy", "legacy"],
      #"spec.match.exclude.namespaces[1]: Duplicate value: "legacy""#),
    Change(
      "spec.match.exclude.workloads[0].namespace", nil, "spec.match.exclude.workloads[0].namespace: Required value"),
    Change(
      "spec.match.matchConditions[0].name", "a b",
      """
      spec.match.matchConditions[0].name: Invalid value: "a b": must be a qualified name: letters, digits, '-', '_' and \
      '.', optionally after a DNS subdomain and '/'
      """),
    Change(
      "spec.match.matchConditions[0].expression", nil, "spec.match.matchConditions[0].expression: Required value"),
    Change(
      "spec.match.names", [],
      """
      spec.match.names: Unknown field: known fields are exclude, includeSystemNamespaces, kinds, matchConditions, \
      namespaceSelector, workloadSelector
      """),
  ]

  private static let policyRollout: [Change] = [
    Change("spec.rollout", nil),
    Change("spec.rollout", [:]),
    Change("spec.rollout.maxUnavailable", 5),
    Change(
      "spec.rollout.maxUnavailable", 0,
      "spec.rollout.maxUnavailable: Invalid value: 0: must be between 1 and 2147483647"),
    Change("spec.rollout.maxUnavailable", "100%"),
    Change(
      "spec.rollout.maxUnavailable", "0%",
      #"spec.rollout.maxUnavailable: Invalid value: "0%": must be a share from '1%' to '100%'"#),
    Change(
      "spec.rollout.maxUnavailable", "101%",
      #"spec.rollout.maxUnavailable: Invalid value: "101%": must be a share from '1%' to '100%'"#),
    Change("spec.rollout.order", [:], "spec.rollout.order.namespaceLabel: Required value"),
    Change("spec.rollout.soak", "999999999h"),
    Change(
      "spec.rollout.soak", 600, "spec.rollout.soak: Invalid value: 600: must be a string (in quotes), not an integer"),
    Change(
      "spec.rollout.soak", "10",
      #"spec.rollout.soak: Invalid value: "10": must be a duration such as '30s', '10m' or '1h30m'"#),
    Change(
      "spec.rollout.progressDeadline", "-1s",
      #"spec.rollout.progressDeadline: Invalid value: "-1s": must be a duration such as '30s', '10m' or '1h30m'"#),
    Change(
      "spec.rollout.revision", 0,
      "spec.rollout.revision: Invalid value: 0: must be greater than or equal to 1"),
  ]
}
