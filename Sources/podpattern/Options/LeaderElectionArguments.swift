import ArgumentParser
import ControllerRuntime
import JSONTree
import KubernetesClient

/// Which of several replicas does the work.
struct LeaderElectionArguments: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help: """
      Work only while holding a lease, so that several replicas can stand by for each other. Needed for more than one \
      replica, and for updates without a gap.
      """)
  var leaderElect = false

  @Option(
    help: ArgumentHelp(
      "The namespace of the lease. (default: the operator's own, or that of the kubeconfig's context)",
      valueName: "name"))
  var leaderElectionNamespace: String?

  @Option(
    help: ArgumentHelp(
      "The name of the lease; operators that look after different namespaces need different ones.", valueName: "name"))
  var leaderElectionID = "podpattern"

  @Option(
    help: ArgumentHelp(
      "How long standbys wait after the last renewal before they take over; whole seconds, such as 15s.",
      valueName: "duration"))
  var leaderElectionLeaseDuration = DurationArgument(LeaseTiming.standard.leaseDuration)

  @Option(
    help: ArgumentHelp("How long the leader tries to renew before it gives up and ends.", valueName: "duration"))
  var leaderElectionRenewDeadline = DurationArgument(LeaseTiming.standard.renewDeadline)

  @Option(help: ArgumentHelp("How long to wait between two attempts.", valueName: "duration"))
  var leaderElectionRetryPeriod = DurationArgument(LeaseTiming.standard.retryPeriod)

  func validate() throws {
    _ = try timing
    for (flag, value) in [("namespace", leaderElectionNamespace ?? "x"), ("id", leaderElectionID)]
    where !value.isObjectName {
      throw ValidationError(
        "--leader-election-\(flag) \"\(value)\": must be a name of lower-case letters, digits, '-' and '.', at most 253"
      )
    }
  }

  /// The time limits.
  ///
  /// - Throws: `ValidationError` that names the flag, the value and what is allowed.
  var timing: LeaseTiming {
    get throws {
      do {
        return try LeaseTiming(
          leaseDuration: leaderElectionLeaseDuration.duration, renewDeadline: leaderElectionRenewDeadline.duration,
          retryPeriod: leaderElectionRetryPeriod.duration)
      } catch {
        throw ValidationError(Self.message(for: error))
      }
    }
  }

  /// The problem with the flag in place of the parameter: `--leader-election-renew-deadline 1s: must be …`.
  private static func message(for problem: Problem) -> String {
    let flags = [
      "leaseDuration": "lease-duration", "renewDeadline": "renew-deadline", "retryPeriod": "retry-period",
    ]
    let flag = "--leader-election-\(flags[problem.path.description] ?? "")"
    guard case .invalid(.string(let value)) = problem.kind else { return "\(flag): \(problem)" }
    return "\(flag) \(value): \(problem.message)"
  }

  /// The lease.
  ///
  /// - Parameter ownNamespace: Where it is unless a flag says so.
  func lease(ownNamespace: String) -> ObjectKey {
    ObjectKey(namespace: leaderElectionNamespace ?? ownNamespace, name: leaderElectionID)
  }
}

extension String {
  /// Whether this can be the name of a Kubernetes object: a DNS subdomain.
  fileprivate var isObjectName: Bool {
    let labels = split(separator: ".", omittingEmptySubsequences: false)
    return utf8.count <= 253
      && labels.allSatisfy { label in
        !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
          && label.utf8.allSatisfy {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
              || $0 == UInt8(ascii: "-")
          }
      }
  }
}
