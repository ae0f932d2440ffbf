import ArgumentParser
import PodPatternAPI
import PodPatternOperator

/// `podpattern explain`: who added what to a workload.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show which pattern of which PodPattern added what to a workload.",
    discussion: """
      It only reads: the workload, its PodPatterns and, for the state of containers, its newest pod. It finds the cluster as \
      kubectl does. The exit code is 0, also where no PodPattern extends the workload, and 1 where it does not exist.
      """)

  /// How the explanation looks.
  enum Output: String, ExpressibleByArgument, CaseIterable {
    /// For people.
    case table
    /// For programs.
    case json
  }

  @Argument(
    help: ArgumentHelp(
      """
      The workload, such as deploy/web. Kinds: \(TargetKind.all.map(\.kind).joined(separator: ", ")), as kubectl takes them, \
      and any other that a PodPattern extends.
      """,
      valueName: "kind/name"))
  var workload: WorkloadReference

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Its namespace. (default: that of the kubeconfig's context)", valueName: "name"))
  var namespace: String?

  @Option(name: .shortAndLong, help: "How to print it.")
  var output = Output.table

  @OptionGroup(title: "Cluster") var cluster: ClusterArguments

  func run() async throws {
    let explanation = try await cluster.withClient(command: "explain") { client in
      try await Explainer(client: client).explain(workload, namespace: namespace ?? client.configuration.namespace)
    }
    switch output {
    case .table: print(explanation.text, terminator: "")
    case .json: print(explanation.json.serializedString())
    }
  }
}

extension WorkloadReference: ExpressibleByArgument {
  /// Reads the argument as ``init(_:)`` does.
  public init?(argument: String) { self.init(argument) }
}
