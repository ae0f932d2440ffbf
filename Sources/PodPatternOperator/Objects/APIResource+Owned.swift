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

  /// The kinds of object that a PodPattern becomes where the cluster knows them.
  static let monitors: [PrometheusMonitor.Kind: APIResource] = [
    .serviceMonitor: monitor(.serviceMonitor, "servicemonitors"), .podMonitor: monitor(.podMonitor, "podmonitors"),
  ]

  static let monitorGroup = "monitoring.coreos.com"
  static let monitorVersion = "v1"

  private static func monitor(_ kind: PrometheusMonitor.Kind, _ plural: String) -> APIResource {
    APIResource(group: monitorGroup, version: monitorVersion, kind: kind.rawValue, plural: plural)
  }

  func describes(_ object: JSON) -> Bool {
    object["apiVersion"]?.string == apiVersion && object["kind"]?.string == kind
  }
}
