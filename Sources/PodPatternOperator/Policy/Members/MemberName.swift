import JSONTree

/// The name of the PodPattern by which a policy extends a workload.
enum MemberName {
  /// What a PodPattern's name can have at most: it is a label's value.
  private static let maximumLength = 63

  /// The names of all three where this can be a PodPattern's name; otherwise as much of it as can be, and a fingerprint.
  static func of(policy: String, kind: String, workload: String) -> String {
    let kind = kind.lowercased()
    let whole = "\(policy)-\(kind)-\(workload)"
    if whole.utf8.count <= maximumLength, whole.utf8.allSatisfy({ $0 != UInt8(ascii: ".") }) { return whole }
    let fingerprint = Fingerprint(of: [.string(policy), .string(kind), .string(workload)]).description
    let rest = whole.replacing(".", with: "-").prefix(maximumLength - fingerprint.utf8.count - 1)
    return "\(rest.trimmingSuffix { $0 == "-" })-\(fingerprint)"
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
    guard let last = lastIndex(where: { !predicate($0) }) else { return "" }
    return self[...last]
  }
}
