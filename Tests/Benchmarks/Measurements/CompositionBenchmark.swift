import FoundationEssentials
import JSONTree
import PatternLibrary
import PodPatternAPI

/// How fast the pattern library composes, and how that grows with the number of patterns.
struct CompositionBenchmark {
  let elasticsearch: PodPattern
  let composer = Composer(
    CompositionOptions(capabilities: ClusterCapabilities(kubernetesMinor: 33), allowPrivileged: true))

  /// - Parameter example: the path of the complete Elasticsearch example.
  init(example: String) throws {
    let documents = try YAML.parse([UInt8](Data(contentsOf: URL(filePath: example))))
    guard let document = documents.first(where: { $0["kind"]?.string == PodPattern.kind }) else {
      throw BenchmarkError("\(example) has no PodPattern")
    }
    elasticsearch = try PodPattern.decode(document)
  }

  func run() throws {
    let cost = medianCost(of: elasticsearch)
    print(
      "composing the complete Elasticsearch example: \(cost.microseconds.rounded2) µs, \(Int(.seconds(1) / cost)) per second"
    )
    let single = medianCost(of: try Self.application(patterns: 1))
    for count in [1, 2, 4, 8, 16, 32] {
      let cost = medianCost(of: try Self.application(patterns: count))
      print(
        "  \(count) patterns: \(cost.microseconds.rounded2) µs, \((cost / single).rounded2) × one pattern, "
          + "\((cost / single / Double(count)).rounded2) × as much for each")
    }
  }

  private func medianCost(of podPattern: PodPattern) -> Duration {
    let clock = ContinuousClock()
    let rounds = (0..<15).map { _ in
      clock.measure { for _ in 0..<100 { _ = composer.compose(podPattern) } } / 100
    }
    return Samples(rounds).median
  }

  /// An application with so many log sidecars, each with a directory of its own.
  private static func application(patterns count: Int) throws -> PodPattern {
    let patterns = (0..<count).map { index -> JSON in
      [
        "name": "log-\(index)",
        "sidecar": ["logStream": ["directory": "/var/log/part-\(index)", "files": ["current.log"]]],
      ]
    }
    return try PodPattern.decode([
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
      "metadata": ["name": "many", "namespace": "default"],
      "spec": [
        "workload": [
          "template": ["spec": ["containers": [["name": "application", "image": "example.com/application:1"]]]]
        ],
        "patterns": .array(patterns),
      ],
    ])
  }
}
