import JSONTree
import KubernetesClient
import PodPatternAPI

extension APIResource {
  /// The PodPatterns themselves, for a client of the API.
  public static let podPatterns = APIResource(
    group: PodPattern.group, version: PodPattern.version, kind: PodPattern.kind, plural: PodPattern.plural,
    isNamespaced: true)

  /// The kinds of object that a PodPattern becomes, in the order in which they are applied: what a pod mounts or is
  /// reached by comes before the pod.
  static let ownedByPodPatterns: [APIResource] = [.configMaps, .services, .deployments]

  func describes(_ object: JSON) -> Bool {
    object["apiVersion"]?.string == apiVersion && object["kind"]?.string == kind
  }
}
