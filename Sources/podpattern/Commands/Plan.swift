import ArgumentParser
import JSONTree
import PodPatternAPI
import PodPatternOperator

/// `podpattern plan`: what the operator would change in a cluster.
struct Plan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what the operator would change in the cluster for PodPatterns.",
    discussion: """
      Every change is a dry run of the API server, and shown as a diff between the object as it is and as it would be, \
      with the present owners of what would go. Each workload says whether its pods would restart. It finds the cluster as \
      kubectl does, and needs the rights of the operator there.

      The exit code is 0 where nothing would change, 2 where something would, also once the operator has what it waits \
      for, and 1 where a PodPattern cannot be applied; the reasons are then on standard error.
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The manifest, or - for standard input.", valueName: "file"))
  var file: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The namespace of PodPatterns that name none. (default: that of the kubeconfig's context)", valueName: "name"))
  var namespace: String?

  @Option(help: "When to use colours.")
  var color = ColorArgument.auto

  @OptionGroup(title: "Cluster") var cluster: ClusterArguments
  @OptionGroup(title: "Patterns") var composition: CompositionArguments

  func run() async throws {
    let documents = try Manifest.read(file)
    let images = try composition.imageCatalog
    let verdict = try await cluster.withClient(command: "plan") { client in
      let planner = try await Planner(client: client, images: images, allowPrivileged: composition.privileged)
      var verdict = Verdict()
      for (index, document) in documents.enumerated() {
        let position = "\(Manifest.name(of: file)), document \(index + 1)"
        guard document.isMeantAsPodPattern else {
          StandardStreams.printError("\(position): \(document.passedOverNote)")
          continue
        }
        let plan = try await planner.plan(document, namespace: namespace ?? client.configuration.namespace)
        print(PlanText(plan, isColored: color.isOn).text, terminator: "")
        for warning in plan.warnings { StandardStreams.printError("\(position): warning: \(warning)") }
        for problem in plan.problems { StandardStreams.printError("\(position): \(problem)") }
        verdict.add(plan)
      }
      return verdict
    }
    if let exitCode = verdict.exitCode { throw exitCode }
  }
}

/// What the plans of all documents come to.
private struct Verdict {
  private static let changes = ExitCode(2)

  private(set) var exitCode: ExitCode?

  mutating func add(_ plan: PodPatternPlan) {
    if !plan.problems.isEmpty {
      exitCode = .failure
    } else if plan.hasChanges, exitCode == nil {
      exitCode = Self.changes
    }
  }
}
