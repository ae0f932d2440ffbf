import ArgumentParser
import JSONTree
import PodPatternAPI

/// `podpattern crd`: the CustomResourceDefinition, generated from the types that read the resource.
struct CRD: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crd", abstract: "Print the CustomResourceDefinition of PodPattern as YAML.")

  func run() {
    print(YAML.write([CustomResourceDefinition.podPattern]), terminator: "")
  }
}
