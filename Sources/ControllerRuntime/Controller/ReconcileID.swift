// Ids that tell the runs of a reconciler apart in a log.

/// Makes ids for the runs of a reconciler.
public enum ReconcileID {
  /// Eight random hexadecimal digits: short to read, and distinct within any span of a log that one reads.
  @Sendable public static func random() -> String {
    let digits = String(UInt32.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
