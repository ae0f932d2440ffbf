import ArgumentParser

/// `benchmarks compose`: the pattern library alone.
struct Compose: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "How fast the pattern library composes.")

  @Argument(help: "The manifest of the complete Elasticsearch example.")
  var example: String

  func run() throws { try CompositionBenchmark(example: example).run() }
}
