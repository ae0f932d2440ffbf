import ArgumentParser
import JSONTree
import PatternLibrary
import PodPatternAPI

/// `podpattern render`: what the operator would apply, without a cluster.
struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the objects that PodPatterns become, as YAML.",
    discussion: """
      Warnings go to standard error. Where a PodPattern has problems, all of them are printed there, nothing is printed \
      as YAML, and the exit code is 1. Documents of other kinds are passed over with a note.
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
        allowPrivileged: composition.allowPrivileged))
    var rendering = Rendering(composer: composer, source: file == "-" ? "standard input" : file)
    for document in try Manifest.read(file) { rendering.add(document) }
    for note in rendering.notes { StandardStreams.printError(note) }
    guard rendering.problems.isEmpty else {
      for problem in rendering.problems { StandardStreams.printError(problem) }
      throw ExitCode.failure
    }
    print(YAML.write(rendering.objects), terminator: "")
  }
}

/// The objects, problems and notes that the documents of one manifest have come to so far.
private struct Rendering {
  let composer: Composer
  let source: String
  private(set) var objects: [JSON] = []
  private(set) var problems: [String] = []
  private(set) var notes: [String] = []
  private var documents = 0

  init(composer: Composer, source: String) {
    self.composer = composer
    self.source = source
  }

  mutating func add(_ document: JSON) {
    documents += 1
    let position = "\(source), document \(documents)"
    guard document.isMeantAsPodPattern else {
      notes.append("\(position): note: passed over, since its kind is \(document.kindDescription)")
      return
    }
    do {
      switch composer.compose(try PodPattern.decode(document)) {
      case .success(let objects, _, let warnings):
        self.objects += objects
        notes += warnings.map { "\(position): warning: \($0)" }
      case .failure(let problems): self.problems += problems.map { "\(position): \($0)" }
      }
    } catch {
      problems += error.problems.map { "\(position): \($0)" }
    }
  }
}

extension JSON {
  /// Whether the document is of another kind on purpose; whatever is no object at all is not.
  fileprivate var isMeantAsPodPattern: Bool {
    guard let kind = self["kind"]?.string, self["apiVersion"]?.string != nil else { return true }
    return kind == PodPattern.kind
  }

  fileprivate var kindDescription: String { self["kind"]?.string ?? typeName }
}
