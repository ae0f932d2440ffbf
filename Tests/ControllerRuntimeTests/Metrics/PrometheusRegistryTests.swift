import ControllerRuntime
import CoreMetrics
import InMemoryLogging
import KubernetesClient
import Logging
import TestSupport
import Testing

@Suite("The registry of metrics")
struct PrometheusRegistryTests {
  static func registry(seriesLimit: Int = 1000) -> PrometheusRegistry {
    PrometheusRegistry(
      descriptions: ["latency_seconds": MetricDescription(help: "a \\ and\na line", buckets: [0.1, 1])],
      seriesLimit: seriesLimit, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  @Test("Counters, gauges, meters and values computed at the scrape, with help and type")
  func values() {
    let registry = Self.registry()
    let counter = Counter(label: "workqueue_adds_total", dimensions: [("name", "q")], factory: registry)
    counter.increment()
    counter.increment(by: 2)
    counter.increment(by: -7)
    Gauge(label: "depth", factory: registry).record(7)
    let meter = Meter(label: "workers", factory: registry)
    meter.increment(by: 2.0)
    meter.decrement()
    registry.register { [.gauge("age_seconds", labels: [("name", "q")], 1.5), .counter("ticks_total", 4)] }
    #expect(
      registry.scrape() == """
        # HELP age_seconds No description.
        # TYPE age_seconds gauge
        age_seconds{name="q"} 1.5
        # HELP depth No description.
        # TYPE depth gauge
        depth 7
        # HELP ticks_total No description.
        # TYPE ticks_total counter
        ticks_total 4
        # HELP workers No description.
        # TYPE workers gauge
        workers 1
        # HELP workqueue_adds_total Total number of keys added to the queue.
        # TYPE workqueue_adds_total counter
        workqueue_adds_total{name="q"} 3

        """)
  }

  @Test("A timer is a histogram in seconds: cumulative buckets, sum and count")
  func timers() {
    let registry = Self.registry()
    let timer = Timer(label: "latency", dimensions: [("verb", "GET")], factory: registry)
    timer.recordMilliseconds(100)
    timer.recordMilliseconds(500)
    timer.recordSeconds(2)
    #expect(
      registry.scrape() == """
        # HELP latency_seconds a \\\\ and\\na line
        # TYPE latency_seconds histogram
        latency_seconds_bucket{verb="GET",le="0.1"} 1
        latency_seconds_bucket{verb="GET",le="1"} 2
        latency_seconds_bucket{verb="GET",le="+Inf"} 3
        latency_seconds_sum{verb="GET"} 2.6
        latency_seconds_count{verb="GET"} 3

        """)
  }

  @Test("The same name and labels are one series, in whatever order the labels come")
  func oneSeries() {
    let registry = Self.registry()
    Counter(label: "a_total", dimensions: [("x", "1"), ("y", "2")], factory: registry).increment()
    Counter(label: "a_total", dimensions: [("y", "2"), ("x", "1")], factory: registry).increment()
    #expect(registry.scrape().contains("a_total{x=\"1\",y=\"2\"} 2\n"))
  }

  @Test(
    "Hostile names and values stay one valid line",
    arguments: [
      ("a b\n{}", "a_b___", "v", "v"), ("9lives", "_9lives", "v", "v"), ("", "_", "v", "v"), ("é:x", "_:x", "v", "v"),
      ("n", "n", "a\"} 1\nb{x=\"", "a\\\"} 1\\nb{x=\\\""), ("n", "n", "\\n", "\\\\n"), ("n", "n", "\r\n", "\r\\n"),
    ])
  func hostileTexts(name: String, expectedName: String, value: String, expectedValue: String) {
    let registry = Self.registry()
    Gauge(label: name, dimensions: [("l", value)], factory: registry).record(1)
    let expected = "\(expectedName){l=\"\(expectedValue)\"} 1"
    #expect(registry.scrape().hasSuffix("\n\(expected)\n"))
  }

  @Test("Labels that Prometheus keeps for itself get another name")
  func reservedLabels() {
    let registry = Self.registry()
    Gauge(label: "n", dimensions: [("le", "1"), ("__name__", "x"), ("a:b", "c")], factory: registry).record(1)
    #expect(registry.scrape().contains("n{a_b=\"c\",exported___name__=\"x\",exported_le=\"1\"} 1\n"))
  }

  @Test("Beyond the limit, counters share a series and gauges get none; a warning tells once")
  func bounded() {
    let logs = InMemoryLogHandler()
    let registry = PrometheusRegistry(seriesLimit: 2, logger: Logger(label: "test") { _ in logs })
    for code in 200..<300 {
      Counter(label: "n_total", dimensions: [("code", "\(code)")], factory: registry).increment()
      Gauge(label: "g", dimensions: [("code", "\(code)")], factory: registry).record(code)
    }
    let lines = registry.scrape().split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(
      lines == [
        "g{code=\"200\"} 200", "g{code=\"201\"} 201", "n_total{code=\"(other)\"} 98", "n_total{code=\"200\"} 1",
        "n_total{code=\"201\"} 1",
      ])
    #expect(logs.entries.map(\.level) == [.warning, .warning])
  }

  @Test("A name used as two kinds keeps the first, and the log tells")
  func twoKinds() {
    let logs = InMemoryLogHandler()
    let registry = PrometheusRegistry(logger: Logger(label: "test") { _ in logs })
    Counter(label: "n_total", factory: registry).increment()
    Gauge(label: "n_total", factory: registry).record(9)
    Timer(label: "n_total_seconds", factory: registry).recordSeconds(1)
    registry.register { [.gauge("n_total", 5), .gauge("n_total_seconds", 5)] }
    #expect(registry.scrape().contains("n_total 1\n"))
    #expect(!registry.scrape().contains(" 5\n"))
    #expect(logs.entries.map(\.level) == [.error])
  }

  @Test("The age of a queue's work is computed at the scrape")
  func queueActivity() async throws {
    let clock = ManualClock()
    let queue = WorkQueue<ObjectKey>(name: "widgets", clock: RuntimeClock(clock), metrics: NOOPMetricsHandler.instance)
    let registry = Self.registry()
    registry.register { queue.activity.samples(controller: "widgets") }
    queue.add(ObjectKey("a"))
    _ = await queue.next()
    clock.advance(by: .milliseconds(1500))
    for name in ["workqueue_unfinished_work_seconds", "workqueue_longest_running_processor_seconds"] {
      #expect(registry.scrape().contains("\(name){controller=\"widgets\",name=\"widgets\"} 1.5\n"))
    }
  }

  @Test("Values that are no numbers have Prometheus' names")
  func notANumber() {
    let registry = Self.registry()
    registry.register { [.gauge("a", .nan), .gauge("b", .infinity), .gauge("c", -.infinity), .gauge("d", 1e-8)] }
    Recorder(label: "r", factory: registry).record(Double.nan)
    let lines = registry.scrape().split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.prefix(4) == ["a NaN", "b +Inf", "c -Inf", "d 1e-08"])
    #expect(lines.last == "r_count 0")
  }

  @Test("Nothing is lost when many threads count at once")
  func concurrent() async {
    let registry = Self.registry()
    await withDiscardingTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          let counter = Counter(label: "n_total", factory: registry)
          let meter = Meter(label: "m", factory: registry)
          let timer = Timer(label: "t_seconds", factory: registry)
          for _ in 0..<1000 {
            counter.increment()
            meter.increment()
            timer.recordNanoseconds(1)
          }
          _ = registry.scrape()
        }
      }
    }
    let text = registry.scrape()
    for line in ["n_total 8000\n", "m 8000\n", "t_seconds_count 8000\n"] { #expect(text.contains(line)) }
  }
}
