import Synchronization

/// What a client has found out about the version of its server.
///
/// A server, or a gateway before it, that does not tell its version is not asked again for some time: every write would ask
/// otherwise.
final class KnownServerVersion: Sendable {
  /// What is known.
  enum State {
    case unknown
    case known(ServerVersion)
    case untold
  }

  /// How long a server that does not tell its version is left alone; one that tells it after an upgrade, or after somebody
  /// gave the right to ask, need not be restarted for.
  static let patience: Duration = .seconds(600)

  private struct Finding {
    var version: ServerVersion?
    var time: Duration
  }

  private let finding: Mutex<Finding?>
  private let now: @Sendable () -> Duration

  /// - Parameter version: the version, where it is known from elsewhere.
  init(_ version: ServerVersion? = nil, clock: some Clock<Duration>) {
    let start = clock.now
    now = { start.duration(to: clock.now) }
    finding = Mutex(version.map { Finding(version: $0, time: .zero) })
  }

  /// The version, where it is known.
  var version: ServerVersion? { finding.withLock { $0?.version } }

  /// What is known now.
  var state: State {
    guard let finding = finding.withLock({ $0 }) else { return .unknown }
    if let version = finding.version { return .known(version) }
    return now() - finding.time < Self.patience ? .untold : .unknown
  }

  /// Notes the version, or that the server does not tell it.
  func note(_ version: ServerVersion?) {
    let time = now()
    finding.withLock { $0 = Finding(version: version, time: time) }
  }
}
