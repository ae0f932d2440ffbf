import JSONTree
import KubernetesClient
import PatternLibrary

/// The annotation by which an object of somebody else's says which PodPattern extends it, and what of its owner's own list
/// entries that touches.
///
/// Touched fields belong to nobody as far as server-side apply knows: see ``Extender``. The annotation is what tells
/// them from the owner's, so that they can be given back.
enum ExtensionMark {
  /// The key of a PodPattern's annotation.
  static func key(of podPattern: String) -> String { Labels.extensionPrefix + podPattern }

  /// The text of the annotation.
  static func value(touching touched: [String]) -> String {
    JSON.array(touched.map(JSON.string)).serializedString()
  }

  /// The names of all PodPatterns that an object says it is extended by.
  static func podPatterns(in object: JSON) -> Set<String> {
    let keys = (object["metadata", "annotations"]?.object ?? [:]).keys
    return Set(
      keys.filter { $0.hasPrefix(Labels.extensionPrefix) }.map { String($0.dropFirst(Labels.extensionPrefix.count)) })
  }

  /// The fields of the owner's list entries that a PodPattern has set; what somebody else wrote there counts as none.
  static func touched(in object: JSON, by podPattern: String) -> [ManagedFieldPath] {
    guard let text = object["metadata", "annotations", key(of: podPattern)]?.string,
      let paths = try? JSON.parse([UInt8](text.utf8)).array
    else { return [] }
    return paths.compactMap(\.string).compactMap(ManagedFieldPath.init)
  }
}
