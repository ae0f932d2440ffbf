// What ends a leader that is one no longer.

/// The lease was lost: it could not be renewed in time, or somebody else has it.
///
/// The program should end with an error and be started again. It could stand for election anew instead, but then a write that
/// was decided on as the old leader could still go out as the new one: in a queue of a connection, in a task that does not
/// mind its cancellation. A process that has ended has none of these; controller-runtime and Kubernetes' own controllers end
/// as well.
public struct LeadershipLost: Error, Sendable, Hashable, CustomStringConvertible {
  /// The Lease.
  public let lease: String
  /// How it was lost.
  public let reason: String

  /// Names the lease and the reason.
  public var description: String { "the lease \(lease) is lost: \(reason)" }
}
