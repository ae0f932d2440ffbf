import JSONTree
import PodPatternAPI

/// What a policy adds to every Pod.
struct PodAddition: Sendable, Hashable {
  /// All added containers, in their order: those that keep running are native sidecars.
  let containers: [JSON]
  let volumes: [JSON]
  /// Annotations with generated configuration.
  let configuration: [String: String]
  /// Annotations that belong together, which a Pod gets unless it has one of them.
  let annotationSets: [[String: String]]
  let sharesProcessNamespace: Bool
  /// Kernel settings of the Pod's own namespaces.
  let sysctls: [JSON]
  /// Fields of the application's container.
  let application: JSONObject

  init(_ pod: PodDraft) {
    let configuration = InlineConfiguration(pod)
    containers = pod.addedInitContainers(nativeSidecars: true).map(\.withPortProtocols.withoutEmptyFields).uniqueByName
    volumes = pod.contents.flatMap(\.volumes).map { configuration.inlining($0.value).withoutEmptyFields }.uniqueByName
    self.configuration = configuration.annotations
    annotationSets = pod.annotationSets.filter { $0.obstacle == nil }.map(\.annotations)
    sharesProcessNamespace = pod.contents.contains { $0.sharedProcessNamespace != nil }
    sysctls = pod.mergedSysctls?.array ?? []
    var fields = ApplicationFields(pod, list: ["spec", "containers"]).container?.object ?? [:]
    fields["name"] = nil
    application = fields
  }

  /// The elements of a list of the application's container.
  func applicationList(_ field: String) -> [JSON] { application[field]?.array ?? [] }
}
