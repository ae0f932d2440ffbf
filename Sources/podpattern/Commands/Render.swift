import ArgumentParser
import JSONTree
import PatternLibrary

/// `podpattern render`: what the operator would apply, without a cluster.
struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the objects that PodPatterns and ClusterPodPatterns become, as YAML.",
    discussion: """
      Warnings go to standard error. Where a PodPattern has problems, all of them are printed there, nothing is printed \
      as YAML, and the exit code is 1.

      What a PodPattern extends (spec.target) has to be in the same input, its Service as well; it is printed as it will \
      be then. Documents of other kinds are passed over with a note.

      Of a ClusterPodPattern it prints what the API server itself is told (delivery Admission, validation), or the workloads \
      of the input that it matches, as they will be under Enforce. Its namespaceSelector looks at the Namespaces of the input.
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The manifest, or - for standard input.", valueName: "file"))
  var file: String

  @Option(help: "The version of Kubernetes to render for.")
  var kubernetesVersion = KubernetesVersionArgument(minor: 33)

  @OptionGroup var composition: CompositionArguments

  func run() throws {
    let composer = Composer(
      CompositionOptions(
        capabilities: kubernetesVersion.capabilities, images: try composition.imageCatalog,
        allowPrivileged: composition.privileged))
    let rendering = Rendering(try Manifest.read(file), composer: composer, source: Manifest.name(of: file))
    for note in rendering.notes { StandardStreams.printError(note) }
    guard rendering.problems.isEmpty else {
      for problem in rendering.problems { StandardStreams.printError(problem) }
      throw ExitCode.failure
    }
    print(YAML.write(rendering.objects), terminator: "")
  }
}
