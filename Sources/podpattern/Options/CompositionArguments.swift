import ArgumentParser
import JSONTree
import PatternLibrary

/// What decides, beside the PodPattern itself, how it is composed; the same for `run` and `render`.
struct CompositionArguments: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help: """
      Allow PodPatterns to declare what reaches the node: privileged containers, as init.sysctl needs for node-level values, \
      host paths, host namespaces, host ports, and capabilities beyond the harmless ones.
      """)
  var allowPrivileged = false

  @Option(
    name: .customLong("allow-privileged-namespace"),
    help: ArgumentHelp("Allow that in this namespace; may be repeated.", valueName: "name"))
  var privilegedNamespaces: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take the library's images from this registry instead of their own, keeping their paths.",
      valueName: "host[/path]"))
  var imageRegistry: String?

  @Option(
    name: .customLong("image"),
    help: ArgumentHelp(
      "Use another image in place of one of the library's; may be repeated. Names: \(ImageOverride.names).",
      valueName: "name=reference"))
  var images: [ImageOverride] = []

  func validate() throws {
    _ = try imageCatalog
  }

  /// Where PodPatterns may declare what reaches the node.
  var privileged: PrivilegedNamespaces {
    allowPrivileged ? true : PrivilegedNamespaces(Set(privilegedNamespaces))
  }

  /// The images to use.
  ///
  /// - Throws: `ValidationError` that names the flag, the value and what is allowed.
  var imageCatalog: ImageCatalog {
    get throws {
      do {
        return try ImageCatalog(
          overrides: Dictionary(images.map { ($0.name, $0.reference) }, uniquingKeysWith: { _, last in last }),
          registry: imageRegistry)
      } catch {
        throw ValidationError("--image and --image-registry: \(error)")
      }
    }
  }
}

/// One replaced image, as the flag gives it: `nginx=registry.example.com/nginx:1.29`.
struct ImageOverride: ExpressibleByArgument {
  static let names = ImageCatalog.Name.allCases.map(\.rawValue).sorted().joined(separator: ", ")

  let name: ImageCatalog.Name
  let reference: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let name = ImageCatalog.Name(rawValue: String(parts[0])) else { return nil }
    self.name = name
    reference = String(parts[1])
  }
}
