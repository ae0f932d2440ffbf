import FoundationEssentials
import KubernetesClient
import Synchronization
import TestSupport

@testable import ControllerRuntime

/// A server that has one Lease, and whose connections can be cut.
final class LeaseServer: Sendable {
  fileprivate struct State {
    var lease: Lease?
    var version = 0
    var cutOff: Set<String> = []
    var writes: [String] = []
  }

  private let state = Mutex(State())

  /// The Lease as the server has it.
  var lease: Lease? { state.withLock { $0.lease } }

  /// Who has written, in order.
  var writes: [String] { state.withLock { $0.writes } }

  /// Lets requests of that candidate hang from now on, or answers them again.
  func cutOff(_ candidate: String, _ isCutOff: Bool = true) {
    state.withLock { state in
      if isCutOff { state.cutOff.insert(candidate) } else { state.cutOff.remove(candidate) }
    }
  }

  /// Writes as somebody who does not care for versions.
  func overwrite(_ lease: Lease?) {
    state.withLock { state in
      state.version += 1
      state.lease = lease.map { state.stored($0) }
    }
  }

  /// The connection of a candidate.
  func access(for candidate: String) -> any LeaseAccess { Access(server: self, candidate: candidate) }

  private struct Access: LeaseAccess {
    let server: LeaseServer
    let candidate: String

    func read() async throws -> Lease? {
      try await connect()
      return server.lease
    }

    func create(_ lease: Lease) async throws -> Lease {
      try await connect()
      return try server.write(lease, by: candidate) { $0 == nil }
    }

    func update(_ lease: Lease) async throws -> Lease {
      try await connect()
      return try server.write(lease, by: candidate) { $0?.version == lease.version }
    }

    private func connect() async throws {
      if server.state.withLock({ $0.cutOff.contains(candidate) }) {
        for await _ in AsyncStream<Void>.makeStream().stream {}
        throw KubernetesError.cancelled
      }
    }
  }

  private func write(_ lease: Lease, by candidate: String, if condition: (Lease?) -> Bool) throws -> Lease {
    try state.withLock { state in
      guard condition(state.lease) else { throw KubernetesError.conflict }
      state.version += 1
      state.writes.append(candidate)
      let stored = state.stored(lease)
      state.lease = stored
      return stored
    }
  }
}

extension LeaseServer.State {
  fileprivate func stored(_ lease: Lease) -> Lease {
    var object = lease.object
    object["metadata"]?["resourceVersion"] = .string("\(version)")
    return Lease(object)
  }
}

extension Lease {
  fileprivate var version: String? { object["metadata", "resourceVersion"]?.string }
}

extension ManualClock {
  /// The date that goes on with this clock.
  var date: @Sendable () -> Date {
    { Date(timeIntervalSince1970: self.now.offset / .seconds(1)) }
  }
}
