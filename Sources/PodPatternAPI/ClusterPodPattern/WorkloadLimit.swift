/// A number of workloads, or a share of them.
public enum WorkloadLimit: Sendable, Hashable {
  /// So many workloads.
  case count(Int)
  /// So many of a hundred workloads, 1 to 100.
  case percent(Int)

  /// The number among so many matched workloads: a share is rounded down, and never less than one.
  public func limit(of matched: Int) -> Int {
    switch self {
    case .count(let count): count
    case .percent(let percent): max(1, matched * percent / 100)
    }
  }
}

extension FieldType where Value == WorkloadLimit {
  /// A number of workloads, or a share such as `10%`.
  static var workloadLimit: FieldType {
    FieldType<IntOrString>.integerOrString(1...Int(Int32.max), .percentage).map { value in
      switch value {
      case .integer(let count): .count(count)
      case .string(let text): .percent(Int(text.dropLast()) ?? 1)
      }
    }
  }
}
