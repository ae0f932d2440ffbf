// Changes of the adapters.

import JSONTree

extension Change {
  private static let exporter = "spec.patterns[1].adapter.prometheusExporter"

  static let adapter: [Change] = [
    Change(
      exporter, [:], "\(exporter): Required value: one of preset, image must be set",
      "\(exporter).port: Required value: port must be set without a preset"),
    Change(exporter, ["preset": "redis"]),
    Change(
      exporter, ["image": "a"], "\(exporter).port: Required value: port must be set without a preset"),
    Change(exporter, ["image": "a", "port": 9100]),
    Change(
      "\(exporter).preset", "oracle",
      """
      \(exporter).preset: Unsupported value: "oracle": supported values: "elasticsearch", "redis", "postgres", "mysql", \
      "mongodb", "nginx", "memcached", "jmx"
      """),
    Change("\(exporter).preset", "mysql"),
    Change(
      "\(exporter).preset", "jmx",
      "\(exporter).path: Invalid value: \"/metrics/all\": path cannot be set with the preset jmx"),
    Change("\(exporter).monitor", ["kind": "PodMonitor"]),
    Change("\(exporter).monitor.kind", nil, "\(exporter).monitor.kind: Required value"),
    Change(
      "\(exporter).monitor.kind", "Probe",
      #"\#(exporter).monitor.kind: Unsupported value: "Probe": supported values: "ServiceMonitor", "PodMonitor""#),
    Change(
      "\(exporter).monitor.interval", "0s",
      #"\#(exporter).monitor.interval: Invalid value: "0s": must be a duration such as '30s' or '1m'"#),
    Change(
      "\(exporter).monitor.labels", ["a b": "c"],
      """
      \(exporter).monitor.labels[a b]: Invalid value: "a b": must be a qualified name: letters, digits, '-', '_' and '.', \
      optionally after a DNS subdomain and '/'
      """),
    Change("\(exporter).port", 100, "\(exporter).port: Invalid value: 100: must be between 1024 and 65535"),
    Change("\(exporter).port", 9201, "\(exporter).port: Invalid value: 9201: port and applicationPort must differ"),
    Change(
      "\(exporter).path", "metrics",
      "\(exporter).path: Invalid value: \"metrics\": must be a path that begins with '/', such as '/metrics'"),
    Change(
      "\(exporter).image", "a b",
      """
      \(exporter).image: Invalid value: "a b": must be the reference of an image, such as \
      'registry.example.com/team/app:1.2.3'
      """),
  ]
}
