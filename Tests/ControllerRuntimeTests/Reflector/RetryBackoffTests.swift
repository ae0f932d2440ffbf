import Testing

@testable import ControllerRuntime

@Suite("The pauses of a reflector")
struct RetryBackoffTests {
  @Test("grow from 0.8 s to 30 s")
  func growth() {
    var backoff = RetryBackoff()
    let pauses = (0..<8).map { _ in backoff.pause(at: .zero, random: 1, atLeast: nil) }
    #expect(pauses == [800, 1600, 3200, 6400, 12800, 25600, 30000, 30000].map { .milliseconds($0) })
  }

  @Test("are between half and all of their nominal length")
  func jitter() {
    for (random, pause) in [(0, 400), (0.5, 600)] {
      var backoff = RetryBackoff()
      #expect(backoff.pause(at: .zero, random: random, atLeast: nil) == .milliseconds(pause))
    }
  }

  @Test("start over after two healthy minutes, not before")
  func reset() {
    var backoff = RetryBackoff()
    _ = backoff.pause(at: .zero, random: 1, atLeast: nil)
    let retry = Duration.milliseconds(800)
    var unhealthy = backoff
    #expect(unhealthy.pause(at: retry + .seconds(119), random: 1, atLeast: nil) == .milliseconds(1600))
    #expect(backoff.pause(at: retry + .seconds(120), random: 1, atLeast: nil) == .milliseconds(800))
  }

  @Test("are as long as the server asks for, or longer")
  func retryAfter() {
    var backoff = RetryBackoff()
    #expect(backoff.pause(at: .zero, random: 1, atLeast: .seconds(7)) == .seconds(7))
    #expect(backoff.pause(at: .zero, random: 1, atLeast: .seconds(1)) == .milliseconds(1600))
  }
}
