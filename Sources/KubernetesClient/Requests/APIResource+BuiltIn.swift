// The resources of Kubernetes itself that most operators deal with.

extension APIResource {
  /// Namespaces.
  public static let namespaces = core("Namespace", "namespaces", isNamespaced: false)
  /// ConfigMaps.
  public static let configMaps = core("ConfigMap", "configmaps")
  /// Secrets.
  public static let secrets = core("Secret", "secrets")
  /// Services.
  public static let services = core("Service", "services")
  /// ServiceAccounts.
  public static let serviceAccounts = core("ServiceAccount", "serviceaccounts")
  /// Pods.
  public static let pods = core("Pod", "pods")
  /// Deployments.
  public static let deployments = APIResource(
    group: "apps", version: "v1", kind: "Deployment", plural: "deployments")
  /// ReplicaSets.
  public static let replicaSets = APIResource(
    group: "apps", version: "v1", kind: "ReplicaSet", plural: "replicasets")
  /// Jobs.
  public static let jobs = APIResource(group: "batch", version: "v1", kind: "Job", plural: "jobs")
  /// CustomResourceDefinitions.
  public static let customResourceDefinitions = APIResource(
    group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition",
    plural: "customresourcedefinitions", isNamespaced: false)

  private static func core(_ kind: String, _ plural: String, isNamespaced: Bool = true) -> APIResource {
    APIResource(group: "", version: "v1", kind: kind, plural: plural, isNamespaced: isNamespaced)
  }
}
