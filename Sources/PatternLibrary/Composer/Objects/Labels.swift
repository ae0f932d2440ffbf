import JSONTree

/// The labels that all objects of a `PodPattern` have in common.
public enum Labels {
  /// Whose value is the PodPattern's name.
  public static let name = "podpattern.dev/name"
  /// Whose value is the ClusterPodPattern's name, on what a ClusterPodPattern becomes.
  public static let policy = "podpattern.dev/policy"
  /// Kubernetes' recommended label for the program that manages an object.
  public static let managedBy = "app.kubernetes.io/managed-by"
  /// The value of ``managedBy``.
  public static let manager = "podpattern"

  /// What the name of a label or annotation begins with that somebody else's object gets; the rest is the PodPattern's name.
  public static let extensionPrefix = "extension.podpattern.dev/"

  /// By which the Deployment and the Service find the pods; a selector cannot change, so that nothing else is in it.
  static func selector(podPattern: String) -> [String: String] { [name: podPattern] }

  /// By which a monitor finds a Service of somebody else's; its value is empty.
  static func extended(by podPattern: String) -> String { extensionPrefix + podPattern }
}

/// The identity that every object of a `PodPattern` gets.
struct ObjectIdentity: Sendable {
  let podPattern: String
  let namespace: String?

  /// An object without its `spec` or `data`.
  ///
  /// - Parameters:
  ///   - labels: labels of the user's; those of the operator win.
  ///   - annotations: annotations of the user's.
  func object(
    apiVersion: String, kind: String, name: String, labels: [String: String] = [:], annotations: [String: String] = [:]
  ) -> JSON {
    var allLabels = labels
    allLabels[Labels.name] = podPattern
    allLabels[Labels.managedBy] = Labels.manager
    var metadata: JSON = ["name": .string(name), "labels": .object(JSONObject(allLabels))]
    metadata["namespace"] = namespace.map(JSON.string)
    if !annotations.isEmpty { metadata["annotations"] = .object(JSONObject(annotations)) }
    return ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": metadata]
  }

  /// What an object of somebody else's is found by.
  func foreignObject(apiVersion: String, kind: String, name: String) -> JSON {
    var metadata: JSON = ["name": .string(name)]
    metadata["namespace"] = namespace.map(JSON.string)
    return ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": metadata]
  }
}
