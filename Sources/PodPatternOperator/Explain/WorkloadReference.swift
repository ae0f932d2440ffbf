import PodPatternAPI

/// A workload as a person names it: `deploy/web`.
public struct WorkloadReference: Sendable, Hashable {
  /// The kind.
  public let kind: TargetKind
  /// The name.
  public let name: String

  /// Reads `KIND/NAME`; the kind as in ``/PodPatternAPI/TargetKind/kind(writtenAs:)``.
  ///
  /// - Returns: `nil` where the kind is not known, or the text has another form.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[1].isEmpty, let kind = TargetKind.kind(writtenAs: parts[0]) else { return nil }
    self.kind = kind
    name = parts[1]
  }
}

extension WorkloadReference: CustomStringConvertible {
  /// The kind and name, such as `Deployment/web`.
  public var description: String { "\(kind.kind)/\(name)" }
}
