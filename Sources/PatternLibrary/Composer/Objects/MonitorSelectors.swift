import JSONTree

/// The labels by which monitors find what Prometheus is to ask (`metav1.LabelSelector`).
struct MonitorSelectors: Sendable {
  let services: JSON
  /// `nil` where nothing tells the pods from others.
  let pods: JSON?

  /// The selectors of a workload of the PodPattern's own.
  init(podPattern: String) {
    services = ["matchLabels": .object(JSONObject(Labels.selector(podPattern: podPattern)))]
    pods = services
  }

  /// The selectors of a workload of somebody else's: its pods as it finds them itself, and the Service by a label that it
  /// gets for this.
  init(podPattern: String, extending workload: JSON) {
    services = ["matchLabels": [Labels.extended(by: podPattern): ""]]
    let selector = (workload["spec"]?["selector"]?.object ?? [:]).filter { key, value in
      ["matchLabels", "matchExpressions"].contains(key) && !value.isNull
    }
    pods = selector.isEmpty ? nil : .object(selector)
  }
}
