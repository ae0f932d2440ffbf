import JSONTree
import KubernetesClient
import PodPatternAPI

// Giving back objects of kinds that a CustomResourceDefinition defines.

extension APIResource {
  /// Whether Kubernetes itself defines the kind, and not a CustomResourceDefinition.
  var isKubernetesOwn: Bool {
    self == .services || TargetKind.kind(named: kind)?.isServed(in: apiVersion) == true
  }
}

extension LiveTarget {
  /// The JSON patch that makes of the object, as it was read, the one that everybody but one PodPattern wants.
  ///
  /// An apply without the fields does not do for custom kinds: of a list whose last entry goes the API server makes
  /// `null`, which their schemas refuse, or some versions an empty list (structured-merge-diff issues 305 and 331).
  func removal(of podPattern: String) -> [JSON] {
    let intent = withoutExtension(of: podPattern)
    var patch: [JSON] = [
      ["op": "test", "path": "/metadata/uid", "value": .string(uid)],
      ["op": "test", "path": "/metadata/resourceVersion", "value": .string(resourceVersion)],
    ]
    let members = Set((object.object ?? [:]).keys).subtracting(["metadata"]).sorted().map { [$0] }
    for keys in members + [["metadata", "annotations"], ["metadata", "labels"]] {
      let (before, after) = (object.value(at: keys), intent.value(at: keys))
      guard before != after else { continue }
      let path = JSON.string(keys.map { "/\($0)" }.joined())
      patch.append(after.map { ["op": "replace", "path": path, "value": $0] } ?? ["op": "remove", "path": path])
    }
    if let index = ownership.index(of: ExtensionManager.name(of: podPattern)) {
      patch.append(["op": "remove", "path": .string("/metadata/managedFields/\(index)")])
    }
    return patch
  }
}
