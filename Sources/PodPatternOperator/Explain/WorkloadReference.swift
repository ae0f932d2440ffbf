import PodPatternAPI

/// A workload as a person names it: `deploy/web`.
public struct WorkloadReference: Sendable, Hashable {
  /// A kind as a person names it.
  enum Kind: Sendable, Hashable {
    /// One of Kubernetes' own.
    case known(TargetKind)
    /// Any other; which one, only a PodPattern can tell that extends an object of it.
    case other(String)
  }

  let kind: Kind
  /// The name.
  public let name: String

  /// Reads `KIND/NAME`; the kind as in ``/PodPatternAPI/TargetKind/kind(writtenAs:)``, or another one, singular or plural,
  /// with or without its group: `rollouts.argoproj.io/web`.
  ///
  /// - Returns: `nil` where the text has another form, or the kind can never be extended.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[1].isEmpty else { return nil }
    name = parts[1]
    if let known = TargetKind.kind(writtenAs: parts[0]) {
      kind = .known(known)
    } else {
      guard Self.canBeExtended(parts[0].lowercased()) else { return nil }
      kind = .other(parts[0].lowercased())
    }
  }

  private static func canBeExtended(_ kind: String) -> Bool {
    let letters = kind.prefix { $0 != "." }
    return letters.first?.isLetter == true
      && kind.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-".contains($0)) }
      && !["pod", "po", "job"].contains { letters == $0 || letters == "\($0)s" }
  }

  /// Whether a PodPattern's target is the workload.
  func isTarget(_ target: Target) -> Bool {
    guard case .other(let text) = kind, target.name == name else { return false }
    let singular = target.kind.lowercased()
    let group = target.resolvedAPIVersion.prefix { $0 != "/" }
    return [singular, "\(singular)s"].contains { text == $0 || text == "\($0).\(group)" }
  }
}

extension WorkloadReference: CustomStringConvertible {
  /// The kind and name, such as `Deployment/web`.
  public var description: String {
    switch kind {
    case .known(let kind): "\(kind.kind)/\(name)"
    case .other(let kind): "\(kind)/\(name)"
    }
  }
}
