@testable import ControllerRuntime

extension Election.State {
  /// The state in a short notation, such as `leading me#1 since 5.0`.
  var summary: String {
    switch self {
    case .standby(nil): "standby"
    case .standby(let sighting?): "standby \(sighting.summary)"
    case .acquiring(let sighting, let sentAt):
      "acquiring at \(sentAt.seconds)" + (sighting.map { " \($0.summary)" } ?? "")
    case .leading(let tenure): "leading \(tenure.summary)"
    case .renewing(let tenure, let sentAt): "renewing at \(sentAt.seconds) \(tenure.summary)"
    case .lost(let reason): "lost: \(reason)"
    case .releasing: "releasing"
    case .released: "released"
    }
  }
}

extension Election.Sighting {
  fileprivate var summary: String { "\(lease.summary)\(isGone ? " gone" : "") since \(since.seconds)" }
}

extension Election.Tenure {
  fileprivate var summary: String { "\(lease.summary) renewed at \(renewedAt.seconds)\(isUncertain ? "?" : "")" }
}

extension Election.Request {
  /// The request in a short notation, such as `update me#1`.
  var summary: String {
    switch self {
    case .read: "read"
    case .create(let lease): "create \(lease.summary)"
    case .update(let lease): "update \(lease.summary)"
    case .pause(let duration): "pause \(duration.seconds)"
    case .stop: "stop"
    }
  }
}

extension Lease {
  /// The holder and how often the Lease has changed hands.
  fileprivate var summary: String { "\(holder.isEmpty ? "nobody" : holder)#\(transitions)" }

  /// A Lease as another candidate has written it.
  init(holder: String, transitions: Int64 = 1, duration: Int64 = 15, renewTime: String = "then", version: String = "1")
  {
    self.init([
      "metadata": ["name": "operator", "namespace": "system", "resourceVersion": .string(version)],
      "spec": [
        "holderIdentity": .string(holder), "leaseTransitions": .integer(transitions),
        "leaseDurationSeconds": .integer(duration), "renewTime": .string(renewTime), "acquireTime": "then",
      ],
    ])
  }
}

extension Duration {
  fileprivate var seconds: Double { self / .seconds(1) }
}
