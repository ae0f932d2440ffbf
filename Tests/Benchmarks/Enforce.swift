import ArgumentParser

/// `benchmarks enforce`: what policies of several sizes cost.
struct Enforce: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure policies: what each of many workloads costs, and what a change of one namespace does.",
    discussion: """
      For each count, a ClusterPodPattern extends so many Deployments, all at once, and its operator starts anew. Beside \
      it, a bare client makes the same requests for each.
      """)

  @Option(parsing: .upToNextOption, help: "How many workloads, each time; the fewest first.")
  var counts = [100, 1000, 5000]

  @Option(help: "How many workloads are in one namespace.")
  var perNamespace = 50

  @Option(help: "How often a namespace loses the label and gets it again.")
  var changes = 3

  @OptionGroup var arguments: SessionArguments

  func validate() throws {
    for count in counts where !(1...100_000 ~= count) {
      throw ValidationError("--counts \(count): must be between 1 and 100000")
    }
    guard !counts.isEmpty else { throw ValidationError("--counts: a number is missing") }
    guard zip(counts, counts.dropFirst()).allSatisfy(<) else {
      throw ValidationError("--counts: each number must be greater than the one before it")
    }
    guard perNamespace > 0 else { throw ValidationError("--per-namespace \(perNamespace): must be more than 0") }
    guard changes >= 0 else { throw ValidationError("--changes \(changes): must not be negative") }
  }

  func run() async throws {
    let policy = MeasuredPolicy()
    try await arguments.withSession(.members(of: policy), count: 1) { session in
      try await EnforcementReport(
        session: session, counts: counts, perNamespace: perNamespace, rounds: changes, policy: policy
      ).run()
    }
  }
}
