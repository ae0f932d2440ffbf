import PodPatternAPI

/// What the composer needs to know beside the `PodPattern` itself.
public struct CompositionOptions: Sendable, Hashable {
  /// What the cluster's API server understands.
  public var capabilities: ClusterCapabilities
  /// The images of the added containers.
  public var images: ImageCatalog
  /// Where PodPatterns may declare what reaches the node, such as a privileged container (the operator's flags
  /// `--allow-privileged` and `--allow-privileged-namespace`).
  public var allowPrivileged: PrivilegedNamespaces

  /// Options; the defaults are those of an operator that was started without any flag.
  public init(
    capabilities: ClusterCapabilities, images: ImageCatalog = .pinned, allowPrivileged: PrivilegedNamespaces = false
  ) {
    self.capabilities = capabilities
    self.images = images
    self.allowPrivileged = allowPrivileged
  }
}

/// What a version of Kubernetes can do, as far as composing depends on it.
public struct ClusterCapabilities: Sendable, Hashable {
  /// Whether an init container with `restartPolicy: Always` runs beside the application (1.29 and newer).
  public var nativeSidecars: Bool
  /// The objects of the Prometheus Operator that the cluster knows.
  public var monitors: Set<PrometheusMonitor.Kind>
  /// The version of `MutatingAdmissionPolicy` that the API server has: `v1` from 1.36 on, and before that `v1beta1` where
  /// somebody has switched it on (1.34 and newer); `nil` for none.
  public var mutatingAdmissionPolicy: String?
  /// Whether the API server has `ValidatingAdmissionPolicy` (1.30 and newer).
  public var validatingAdmissionPolicy: Bool

  /// The given capabilities.
  public init(
    nativeSidecars: Bool, monitors: Set<PrometheusMonitor.Kind> = [], mutatingAdmissionPolicy: String? = nil,
    validatingAdmissionPolicy: Bool = false
  ) {
    self.nativeSidecars = nativeSidecars
    self.monitors = monitors
    self.mutatingAdmissionPolicy = mutatingAdmissionPolicy
    self.validatingAdmissionPolicy = validatingAdmissionPolicy
  }

  /// What Kubernetes 1.`kubernetesMinor` can do, with these objects of the Prometheus Operator.
  public init(kubernetesMinor: Int, monitors: Set<PrometheusMonitor.Kind> = []) {
    self.init(
      nativeSidecars: kubernetesMinor >= 29, monitors: monitors,
      mutatingAdmissionPolicy: kubernetesMinor >= 36 ? "v1" : kubernetesMinor >= 34 ? "v1beta1" : nil,
      validatingAdmissionPolicy: kubernetesMinor >= 30)
  }
}
