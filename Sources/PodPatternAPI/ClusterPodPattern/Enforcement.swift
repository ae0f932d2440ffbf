/// Whether a policy changes workloads.
public enum Enforcement: String, Sendable, Hashable, CaseIterable {
  /// Nothing is written to any workload; the status tells what would change.
  case audit = "Audit"
  /// The workloads are extended.
  case enforce = "Enforce"
}
