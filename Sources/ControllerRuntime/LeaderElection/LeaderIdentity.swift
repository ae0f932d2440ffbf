// Names that tell the candidates of an election apart.
import FoundationEssentials

/// Makes the names under which candidates stand for election.
public enum LeaderIdentity {
  /// The name of this host, which in a pod is the pod's, and a random part: a program that starts again is another
  /// candidate, and has to wait for the lease of the one that it was.
  @Sendable public static func random() -> String {
    "\(ProcessInfo.processInfo.hostName)_\(UUID().uuidString.lowercased())"
  }
}
