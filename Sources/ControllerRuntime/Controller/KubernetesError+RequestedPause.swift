// How long a server may have this program wait.
import KubernetesClient

extension KubernetesError {
  /// The pause that the server asks for, if it does; two minutes at most.
  ///
  /// Whatever stands in a server's way may answer for it, such as a load balancer that puts an hour into each 503 of an
  /// outage of one minute. API servers ask for seconds.
  var requestedPause: Duration? { retryAfter.map { min($0, Self.longestPause) } }

  private static let longestPause = Duration.seconds(120)
}
