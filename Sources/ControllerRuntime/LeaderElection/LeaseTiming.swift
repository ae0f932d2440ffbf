// The time limits of an election, which have to fit each other.
import JSONTree

/// How long a lease lasts, how long its holder tries to renew it, and how often it is looked at.
///
/// The rules are client-go's. What lies between ``renewDeadline`` and ``leaseDuration`` is the safety margin: the holder has
/// stopped writing for that long when somebody else may begin.
public struct LeaseTiming: Sendable, Hashable {
  /// The most that ``retryPeriod`` is stretched by, as a share of it: those who wait do not all ask at one moment.
  static let jitter = 1.2

  /// How long others wait after the last renewal that they saw before they take the lease; whole seconds.
  public let leaseDuration: Duration
  /// How long after its last successful renewal a holder may write; then it gives up.
  public let renewDeadline: Duration
  /// The pause between two renewals, and the least one between two attempts to acquire the lease.
  public let retryPeriod: Duration

  /// Kubernetes' own values: 15 s, 10 s and 2 s.
  public static let standard = LeaseTiming(leaseDuration: .seconds(15), .seconds(10), .seconds(2))

  private init(leaseDuration: Duration, _ renewDeadline: Duration, _ retryPeriod: Duration) {
    self.leaseDuration = leaseDuration
    self.renewDeadline = renewDeadline
    self.retryPeriod = retryPeriod
  }

  /// Time limits that fit each other.
  ///
  /// - Throws: A `Problem` that names the parameter, its value, and what is allowed: whole seconds for the lease;
  ///   `leaseDuration` > `renewDeadline` > 2.2 × `retryPeriod`, the longest pause between two attempts.
  public init(
    leaseDuration: Duration = standard.leaseDuration, renewDeadline: Duration = standard.renewDeadline,
    retryPeriod: Duration = standard.retryPeriod
  ) throws(Problem) {
    guard retryPeriod > .zero else { throw Self.problem("retryPeriod", retryPeriod, "must be greater than 0s") }
    guard renewDeadline > retryPeriod * (1 + Self.jitter) else {
      throw Self.problem(
        "renewDeadline", renewDeadline, "must be greater than 2.2 times retryPeriod, which is \(retryPeriod.inSeconds)")
    }
    guard leaseDuration > renewDeadline else {
      throw Self.problem(
        "leaseDuration", leaseDuration, "must be greater than renewDeadline, which is \(renewDeadline.inSeconds)")
    }
    guard leaseDuration.components.attoseconds == 0, leaseDuration.components.seconds <= Int32.max else {
      throw Self.problem(
        "leaseDuration", leaseDuration,
        "must be a whole number of seconds, at most \(Int32.max)s: a Lease has no others")
    }
    self.init(leaseDuration: leaseDuration, renewDeadline, retryPeriod)
  }

  private static func problem(_ name: String, _ value: Duration, _ message: String) -> Problem {
    Problem(path: FieldPath("\(name)"), kind: .invalid(value: .string(value.inSeconds)), message: message)
  }
}

extension Duration {
  /// The seconds with a unit, as Go and Kubernetes write them.
  fileprivate var inSeconds: String {
    let seconds = self / .seconds(1)
    return seconds == seconds.rounded() ? "\(Int64(seconds))s" : "\(seconds)s"
  }
}
