import ArgumentParser
import FoundationEssentials
import PodPatternOperator

/// The command: the operator, and the same core without a cluster.
@main
struct PodPatternCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "podpattern",
    abstract: "Extend applications on Kubernetes with multi-container pods, without changing their code.",
    version: operatorVersion,
    subcommands: [Run.self, Render.self, Plan.self, Explain.self, CRD.self])

  static func main() async {
    do {
      let arguments = try EnvironmentFlags.complete(
        Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment)
      await main(arguments)
    } catch {
      exit(withError: error)
    }
  }
}
