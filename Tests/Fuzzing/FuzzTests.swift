import FoundationEssentials
import TestSupport
import Testing

/// Everything that reads what others send, fed with what nobody means. `hack/fuzz` feeds it a million times.
@Suite("Fuzzing")
struct FuzzTests {
  static let targets: [FuzzTarget] = [
    .json, .yaml, .watchFrames, .status, .lists, .headers, .kubeconfig, .plugin, .pem, .serverAddress, .podPattern,
    .formats,
    .expressions, .managedFieldPath, .fieldSet,
  ]

  /// How many inputs all targets get together.
  static let inputs = variable("PODPATTERN_FUZZ_INPUTS").flatMap { Int($0) } ?? 15_000
  /// What determines all inputs.
  static let seed = variable("PODPATTERN_FUZZ_SEED").flatMap { UInt64($0) } ?? 1
  /// Where the seed of the present input stands, for a run that does not come back.
  static let trace = variable("PODPATTERN_FUZZ_TRACE")

  /// Longer than any input may take, though another program has the processor.
  static let patience = Duration.seconds(5)

  @Test("No trap, no hang, no contradiction, bounded memory", arguments: targets)
  func survives(target: FuzzTarget) throws {
    let clock = ContinuousClock()
    for index in 0..<UInt64(max(1, Self.inputs / Self.targets.count)) {
      let seed = Self.seed &+ index
      if let trace = Self.trace, index.isMultiple(of: 256) {
        try Data("\(target.name): seeds from \(seed)\n".utf8).write(to: URL(filePath: "\(trace).\(target.name)"))
      }
      var mutator = Mutator(seed: seed)
      let input = mutator.input(from: target.corpus)
      let start = clock.now
      let complaint = target.read(input, &mutator)
      let took = clock.now - start
      #expect(complaint == nil, "seed \(seed): \(String(decoding: input, as: UTF8.self))")
      #expect(took < Self.patience, "seed \(seed) took \(took)")
    }
    if let usage = ProgramUsage(of: ProcessInfo.processInfo.processIdentifier) {
      #expect(usage.peakMemory < 2 << 30, "the tests' process needed \(usage.peakMemory >> 20) MiB")
    }
  }

  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
