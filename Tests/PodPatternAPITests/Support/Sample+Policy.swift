// A manifest that uses every field of a ClusterPodPattern; what both kinds share is in the other one.

extension Sample {
  static let policy = """
    apiVersion: podpattern.dev/v1alpha1
    kind: ClusterPodPattern
    metadata: {name: tls-everywhere, labels: {team: platform}}
    spec:
      enforcement: Enforce
      delivery: Admission
      suspend: true
      match:
        namespaceSelector:
          matchLabels: {tls: required}
          matchExpressions:
          - {key: example.com/tier, operator: In, values: [web, api]}
          - {key: sandbox, operator: DoesNotExist}
        workloadSelector: {matchLabels: {speaks: http}}
        kinds: [Deployment, CronJob]
        exclude:
          namespaces: [legacy]
          workloads: [{kind: Deployment, namespace: shop, name: cart}]
        includeSystemNamespaces: true
        matchConditions: [{name: own-network, expression: "object.spec.hostNetwork != true"}]
      override: OptOut
      application: app
      conflictPolicy: Force
      patterns:
      - name: proxy
        ambassador: {container: {image: "example.com/proxy:1"}}
      rollout:
        maxUnavailable: 10%
        order: {namespaceLabel: example.com/tier}
        soak: 1m30s
        pauseOnFailure: false
        progressDeadline: 5m
        paused: true
        revision: 3
      validation:
        action: Warn
        expressions: [{expression: "has(object.spec.securityContext)", message: "say who it runs as"}]
      revisionHistoryLimit: 3
    """
}
