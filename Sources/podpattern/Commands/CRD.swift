import ArgumentParser
import JSONTree
import PodPatternAPI

/// `podpattern crd`: the CustomResourceDefinitions, generated from the types that read the resources.
struct CRD: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crd", abstract: "Print the CustomResourceDefinitions as YAML.")

  /// A resource by its name in URLs, as `crds/` names its files.
  enum Resource: String, ExpressibleByArgument, CaseIterable {
    case podpatterns
    case clusterpodpatterns

    var definition: JSON {
      switch self {
      case .podpatterns: CustomResourceDefinition.podPattern
      case .clusterpodpatterns: CustomResourceDefinition.clusterPodPattern
      }
    }
  }

  @Argument(help: "The resource to print; both by default.")
  var resource: Resource?

  func run() {
    print(YAML.write(resource.map { [$0.definition] } ?? CustomResourceDefinition.all), terminator: "")
  }
}
