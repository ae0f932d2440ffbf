import JSONTree
import PodPatternAPI

/// What one pattern adds to a pod: the value that every use case yields and the composer merges.
///
/// Everything carries its ``Source``, so that a conflict can name both sides and their fields.
struct PodExtension: Sendable {
  /// Containers that run as long as the pod does; the composer decides whether as native sidecars.
  var containers: [Sourced<JSON>] = []
  /// Containers that end before the application starts.
  var initContainers: [Sourced<JSON>] = []
  var volumes: [Sourced<JSON>] = []
  /// What has to be done once before any pod is changed.
  var jobs: [PodJob] = []
  /// What the application's own container gets.
  var application = ApplicationExtension()
  /// The data of the pattern's ConfigMap, by file name.
  var configFiles: [String: String] = [:]
  /// Ports that the Service gets, if the workload has one.
  var servicePorts: [Sourced<JSON>] = []
  /// Annotations of the pod that tell other tools about the pattern; they belong together.
  var podAnnotations: Sourced<[String: String]>?
  /// The object by which the Prometheus Operator finds the pattern's exporter.
  var monitor: MonitorDraft?
  /// Kernel settings of the pod's own namespaces.
  var sysctls: [String: Sourced<String>] = [:]
  /// Who needs all containers of the pod to see each other's processes; `nil` for nobody.
  var sharedProcessNamespace: Source?
  /// The names of volumes whose changes the pattern waits for.
  var updatedVolumes: [Sourced<String>] = []
  /// Ports on which some container of the pod listens because of this pattern.
  var ports: [PortClaim] = []
  /// What is wrong with the pattern itself.
  var problems: [Problem] = []
  /// What would work, though hardly as meant.
  var warnings: [Warning] = []
}

/// What a pattern changes in the application's container.
struct ApplicationExtension: Sendable {
  var env: [Sourced<JSON>] = []
  /// What takes the place of the container's own fields, by their names.
  var replacements: [String: Sourced<JSON>] = [:]
  var volumeMounts: [Sourced<JSON>] = []
  /// Whether the user tells the application anything, so that it can behave differently.
  var changesConfiguration = false

  /// The fields that can be replaced: lists without keys, and probes, cannot be merged.
  static let replaceableFields = ["command", "args"] + ApplicationChanges.ProbeField.allCases.map(\.rawValue)
}

/// A port of the pod that some container listens on.
struct PortClaim: Sendable {
  let port: Int
  let `protocol`: String
  /// The container's name: one container may declare a port and be known to listen on it.
  let container: String
  let source: Source
}
