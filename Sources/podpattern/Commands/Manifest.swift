import ArgumentParser
import FoundationEssentials
import JSONTree
import PodPatternAPI

/// Manifests as `kubectl` takes them: a file or standard input, YAML or JSON, any number of documents and lists of them.
enum Manifest {
  /// Reads all documents.
  ///
  /// - Throws: `ExitCode.failure`, once the file and, where its text is not YAML, the line and column are on standard error.
  static func read(_ file: String) throws -> [JSON] {
    do {
      let bytes = try file == "-" ? readStandardInput() : [UInt8](Data(contentsOf: URL(filePath: file)))
      guard bytes.count <= YAML.defaultMaximumSize else {
        throw ManifestError("larger than \(YAML.defaultMaximumSize >> 20) MiB")
      }
      let documents = try YAML.parse(bytes)
      guard !documents.isEmpty else { throw ManifestError("has no document") }
      return documents.flatMap(\.listed)
    } catch {
      StandardStreams.printError("\(name(of: file)): \((error as? CocoaError).map(describe) ?? "\(error)")")
      throw ExitCode.failure
    }
  }

  /// What messages call it.
  static func name(of file: String) -> String { file == "-" ? "standard input" : file }

  private static func readStandardInput() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= YAML.defaultMaximumSize {
      let count = chunk.withUnsafeMutableBytes { StandardStreams.readInput(into: $0) }
      guard count >= 0 else { throw ManifestError("cannot be read") }
      guard count > 0 else { break }
      bytes.append(contentsOf: chunk[..<count])
    }
    return bytes
  }

  private static func describe(_ error: CocoaError) -> String {
    switch error.code {
    case .fileReadNoSuchFile: "no such file"
    case .fileReadNoPermission: "permission denied"
    default: "cannot be read (\(error.code.rawValue))"
    }
  }
}

extension JSON {
  /// Whether the document is not of another kind on purpose: so is what is no object at all.
  var isMeantAsPodPattern: Bool {
    guard let kind = self["kind"]?.string, let apiVersion = self["apiVersion"]?.string else { return true }
    return kind == PodPattern.kind || apiVersion.hasPrefix("\(PodPattern.group)/") && !isMeantAsClusterPodPattern
  }

  /// What a list has, as `kubectl get` prints several objects; anything else is itself.
  fileprivate var listed: [JSON] {
    guard self["kind"] == "List", self["apiVersion"] == "v1", let items = self["items"]?.array else { return [self] }
    return items.flatMap(\.listed)
  }

  /// Whether the document is a policy.
  var isMeantAsClusterPodPattern: Bool { self["kind"]?.string == ClusterPodPattern.kind }

  /// What to say of a document of another kind.
  var passedOverNote: String { "note: passed over, since its kind is \(self["kind"]?.string ?? typeName)" }
}

/// What is wrong with a manifest as a whole.
private struct ManifestError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
