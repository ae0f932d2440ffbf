import ArgumentParser

/// `hack/bench`: the figures of this project, as ratios measured side by side in one run.
@main
struct Benchmarks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks", abstract: "Measure the pattern library, any operator, or policies.",
    subcommands: [Compose.self, Operate.self, Enforce.self])
}

/// Why a benchmark could not run.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
