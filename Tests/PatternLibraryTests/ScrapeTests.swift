import JSONTree
import TestSupport
import Testing

/// The real Prometheus finds an exporter by the annotations that the library generates.
///
/// Debian's Prometheus cannot ask an API server: it is told the pod's address and annotations in the form in which it would
/// have learned them there.
///
/// Left out where there is no prometheus, prometheus-redis-exporter, redis-server or curl; `hack/test` provides them.
@Suite("Prometheus scrapes an exporter", .timeLimit(.minutes(10)))
struct ScrapeTests {
  private static let prometheus = Programs.find("prometheus")
  private static let exporter = Programs.find("prometheus-redis-exporter")

  @Test(
    "that it finds by the pod's annotations, and has the application's measurements",
    .enabled(
      if: prometheus != nil && exporter != nil && Redis.path != nil && Curl.path != nil,
      "needs prometheus, prometheus-redis-exporter, redis-server and curl on the PATH (Debian's packages of these names)"
    ))
  func annotations() async throws {
    let (port, redis) = (try Loopback.freePort(), try Loopback.freePort())
    let composed = try Composed(
      PresetTests.manifest("preset: redis, port: \(port), applicationPort: \(redis), path: /figures"))
    let container = try composed.container("m")
    let redisArguments = ["--bind", "127.0.0.1", "--port", "\(redis)", "--save", ""]
    try await Programs.during(try #require(Redis.path), redisArguments) {
      try await Loopback.waitForListener(on: redis)
      let variables = container.environment()
      try await Programs.during(try #require(Self.exporter), container.commandLine, environment: variables) {
        try await Loopback.waitForListener(on: port)
        try await Self.expectTarget(on: port, of: try composed.template)
      }
    }
  }

  private static func expectTarget(on port: Int, of pod: JSON) async throws {
    let (directory, web) = (try TemporaryDirectory(), try Loopback.freePort())
    try TemporaryDirectory.write(target(pod).serializedString(), to: "\(directory.path)/pods.json")
    try TemporaryDirectory.write(configuration, to: "\(directory.path)/prometheus.yml")
    let arguments = [
      "--config.file=\(directory.path)/prometheus.yml", "--storage.tsdb.path=\(directory.path)/data",
      "--web.listen-address=127.0.0.1:\(web)",
    ]
    try await Programs.during(try #require(prometheus), arguments) {
      try await Loopback.waitForListener(on: web)
      for query in ["up", "redis_up"] {
        try await eventually("Prometheus has \(query) = 1") {
          let answer = try await Curl.ask("http://127.0.0.1:\(web)/api/v1/query?query=\(query)")
          return answer.contains(#""instance":"127.0.0.1:\#(port)""#) && answer.contains(#""1"]"#) ? true : nil
        }
      }
    }
  }

  /// A pod as Prometheus' discovery of pods describes it.
  private static func target(_ pod: JSON) -> JSON {
    let annotations = pod["metadata", "annotations"]?.object ?? [:]
    let labels = annotations.map { name, value in
      let label = String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
      return ("__meta_kubernetes_pod_annotation_\(label)", value)
    }
    return [["targets": ["127.0.0.1"], "labels": .object(JSONObject(labels))]]
  }

  /// The rules for pods that are in common use.
  private static let configuration = #"""
    scrape_configs:
    - job_name: pods
      scrape_interval: 100ms
      file_sd_configs: [{files: [pods.json]}]
      relabel_configs:
      - {source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape], action: keep, regex: "true"}
      - source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_path]
        target_label: __metrics_path__
      - source_labels: [__address__, __meta_kubernetes_pod_annotation_prometheus_io_port]
        regex: '([^:]+)(?::\d+)?;(\d+)'
        replacement: $1:$2
        target_label: __address__
    """#
}
