import JSONTree
import KubernetesClient
import PodPatternAPI

extension APIResource {
  /// The PodPatterns themselves, for a client of the API.
  public static let podPatterns = APIResource(
    group: PodPattern.group, version: PodPattern.version, kind: PodPattern.kind, plural: PodPattern.plural,
    isNamespaced: true)

  /// The kinds of object that a PodPattern becomes, in the order in which they are applied: what has to
  /// be done first, then what a pod mounts or is reached by, then the pods.
  static let ownedByPodPatterns: [APIResource] = [.jobs, .configMaps, .services, .deployments]

  func describes(_ object: JSON) -> Bool {
    object["apiVersion"]?.string == apiVersion && object["kind"]?.string == kind
  }
}
