import Testing
import TestSupport

/// What can happen to connections.
enum ConnectionTrouble: String, CaseIterable, CustomTestStringConvertible {
  case cut, reset, deafClient, deafServer, stall, delay, trickle

  var testDescription: String { rawValue }

  /// What nobody notices who does not look for it: each takes as long as the client's patience.
  static let silent: [ConnectionTrouble] = [.deafClient, .deafServer]
  static let noticed = allCases.filter { !silent.contains($0) }

  /// Whether traffic goes on while it lasts.
  var isSlowOnly: Bool { self == .delay || self == .trickle }

  func make() -> any ConnectionFault {
    switch self {
    case .cut: Cut()
    case .reset: Reset()
    case .deafClient: HalfOpen(deaf: .client)
    case .deafServer: HalfOpen(deaf: .server)
    case .stall: Stall()
    case .delay: Delay(.milliseconds(20))
    case .trickle: Trickle(bytes: 30_000)
    }
  }
}
