/// What something costs for each workload.
struct WorkloadCost: Sendable, CustomStringConvertible {
  let took: Duration
  let cpu: Duration?
  /// Bytes.
  let memory: Double?

  /// - Parameters:
  ///   - cost: that of all workloads.
  ///   - memory: that of all workloads, in bytes.
  init(_ cost: Cost, memory: Int? = nil, of count: Int) {
    took = cost.took / count
    cpu = cost.cpu.map { $0 / count }
    self.memory = memory.map { Double($0) / Double(count) }
  }

  var description: String {
    let cpu = cpu.map { ", CPU \($0.inMilliseconds)" } ?? ""
    let memory = memory.map { ", memory \(($0 / 1024).rounded2) KiB" } ?? ""
    return "\(took.inMilliseconds)\(cpu)\(memory) for each"
  }

  /// How many times as much it is as another.
  func times(_ other: WorkloadCost) -> String {
    let cpu = cpu.flatMap { own in other.cpu.map { ", CPU \((own / $0).rounded2) ×" } } ?? ""
    let memory = memory.flatMap { own in other.memory.map { ", memory \((own / $0).rounded2) ×" } } ?? ""
    return "time \((took / other.took).rounded2) ×\(cpu)\(memory)"
  }
}
