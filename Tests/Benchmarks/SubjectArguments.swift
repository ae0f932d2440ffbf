import ArgumentParser
import FoundationEssentials
import JSONTree
import KubernetesClient

/// What kind of object the operator looks after, as options; by default PodPatterns.
struct SubjectArguments: ParsableArguments {
  @Flag(help: "Measure PodPatterns that extend Deployments of somebody else's, which are there before.")
  var extend = false

  @Option(help: "The manifest of one object, with {name}.")
  var manifest: String?

  @Option(help: "The plural name of that object's resource; by default its kind in lower case, with an s.")
  var plural: String?

  @Option(
    help: "When an object counts as ready: TYPE=VALUE, where VALUE is the status or the reason of that condition.")
  var ready: ReadyCondition?

  @Option(help: "A merge patch that changes an object, with {value}, which must turn up in the observed object.")
  var change: String?

  @Option(help: "In which resource a change must turn up, under the name of the object: PLURAL.VERSION.GROUP.")
  var observe: ResourceArgument?

  @Option(help: "What the bare client applies for each object: manifests with {name}; leave out to measure none.")
  var applies: String?

  /// The subject of the measurements.
  var subject: Subject {
    get throws {
      guard let manifest else { return try extend ? .extensions : .podPatterns }
      guard let change, let ready else { throw ValidationError("--manifest needs --ready and --change as well") }
      let object = try Self.read(manifest).first ?? .null
      return try Subject(
        manifest: object, plural: plural, ready: ready, change: try Self.read(change).first ?? .null,
        observed: observe?.resource ?? .deployments, applies: try applies.map(Self.read) ?? [])
    }
  }

  private static func read(_ file: String) throws -> [JSON] {
    do {
      return try YAML.parse([UInt8](Data(contentsOf: URL(filePath: file))))
    } catch {
      throw ValidationError("\(file): \(error)")
    }
  }
}

/// `deployments.v1.apps`, or `configmaps.v1` for the core group.
struct ResourceArgument: ExpressibleByArgument {
  let resource: APIResource

  init?(argument: String) {
    let parts = argument.split(separator: ".", maxSplits: 2).map(String.init)
    guard parts.count >= 2 else { return nil }
    resource = APIResource(
      group: parts.count == 3 ? parts[2] : "", version: parts[1], kind: parts[0], plural: parts[0])
  }
}
