import JSONTree
import KubernetesClient
import Logging
import PatternLibrary
import PodPatternAPI
import PodPatternOperator

/// From the creation of a PodPattern to its Deployment, beside a bare client that applies the same objects itself.
///
/// The two take turns on the same server, so that whatever slows one slows the other.
struct CreationBenchmark {
  static let rounds = 60

  let client: KubernetesClient
  let namespace: String

  func run() async throws {
    var operatorTimes: [Duration] = []
    var bareTimes: [Duration] = []
    for round in 0..<Self.rounds {
      operatorTimes.append(try await measureOperator("operated-\(round)"))
      bareTimes.append(try await measureBareClient("bare-\(round)"))
    }
    let (operated, bare) = (Samples(operatorTimes), Samples(bareTimes))
    print(
      """
      from creating a PodPattern to its Deployment, \(Self.rounds) times:
        operator:    p50 \(operated.median.inMilliseconds), p99 \(operated.percentile(99).inMilliseconds)
        bare client: p50 \(bare.median.inMilliseconds), p99 \(bare.percentile(99).inMilliseconds) for the same three applies
        ratio:       p50 \((operated.median / bare.median).rounded2)
      """)
  }

  /// Create, then wait on a watch that was open before.
  private func measureOperator(_ name: String) async throws -> Duration {
    let clock = ContinuousClock()
    let version = try await currentVersion()
    let events = client.watch(.deployments, namespace: namespace, from: version, timeoutSeconds: 30)
    return try await withThrowingTaskGroup(of: Duration?.self) { group in
      let (opened, open) = AsyncStream.makeStream(of: Void.self)
      group.addTask {
        open.finish()
        for try await event in events {
          if case .added(let object) = event, object["metadata", "name"]?.string == name { break }
        }
        return nil
      }
      for await _ in opened {}
      let start = clock.now
      try await client.create(podPatterns, namespace: namespace, Self.manifest(name))
      _ = try await group.next()
      return clock.now - start
    }
  }

  private func measureBareClient(_ name: String) async throws -> Duration {
    let composer = Composer(CompositionOptions(capabilities: ClusterCapabilities(nativeSidecars: false)))
    guard case .success(let objects, _) = composer.compose(try PodPattern.decode(Self.manifest(name))) else {
      throw BenchmarkError("the sample has problems")
    }
    let clock = ContinuousClock()
    let start = clock.now
    for object in objects {
      guard
        let resource = [APIResource.configMaps, .services, .deployments].first(where: {
          $0.kind == object["kind"]?.string
        })
      else { continue }
      _ = try await client.apply(
        resource, ObjectKey(namespace: namespace, name: object["metadata", "name"]?.string ?? ""), object,
        options: ApplyOptions(fieldManager: "bare", force: true))
    }
    return clock.now - start
  }

  private func currentVersion() async throws -> String {
    for try await page in client.list(.deployments, namespace: namespace, pageSize: 1) { return page.resourceVersion }
    throw BenchmarkError("the API server lists nothing")
  }

  private var podPatterns: APIResource {
    APIResource(group: PodPattern.group, version: PodPattern.version, kind: PodPattern.kind, plural: PodPattern.plural)
  }

  /// Becomes a ConfigMap, a Service and a Deployment.
  private static func manifest(_ name: String) -> JSON {
    [
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
      "metadata": ["name": .string(name)],
      "spec": [
        "workload": [
          "template": ["spec": ["containers": [["name": "application", "image": "example.com/application:1"]]]],
          "service": ["ports": [["name": "https", "port": 9200]]],
        ],
        "patterns": [
          [
            "name": "tls",
            "ambassador": [
              "tlsTermination": ["listenPort": 9200, "applicationPort": 9201, "certificateSecret": "tls"]
            ],
          ]
        ],
      ],
    ]
  }
}
