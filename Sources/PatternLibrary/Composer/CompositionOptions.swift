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

  /// The given capabilities.
  public init(nativeSidecars: Bool, monitors: Set<PrometheusMonitor.Kind> = []) {
    self.nativeSidecars = nativeSidecars
    self.monitors = monitors
  }

  /// What Kubernetes 1.`kubernetesMinor` can do, with these objects of the Prometheus Operator.
  public init(kubernetesMinor: Int, monitors: Set<PrometheusMonitor.Kind> = []) {
    self.init(nativeSidecars: kubernetesMinor >= 29, monitors: monitors)
  }
}
