import PodPatternAPI
import Testing

@Suite("Durations")
struct DurationTests {
  @Test(
    "Are read as Kubernetes writes them",
    arguments: [
      ("10m", .seconds(600)), ("1h30m", .seconds(5400)), ("500ms", .milliseconds(500)), ("0s", .zero),
      ("1m1s1ms", .milliseconds(61_001)), ("", nil), ("10", nil), ("m", nil), ("-1s", nil), ("1.5h", nil), ("1d", nil),
      ("1s ", nil), ("9999999999s", nil),
    ] as [(String, Duration?)])
  func reading(text: String, expected: Duration?) {
    #expect(Duration(kubernetes: text) == expected)
  }
}
