import PatternLibrary

/// The version of this program, as `--version` and the `User-Agent` header name it.
public let operatorVersion = "0.1.0"

/// What an operator is started with, beside its access to the API server.
public struct OperatorConfiguration: Sendable {
  /// The namespace to look after; `nil` for all, and for the ClusterPodPatterns, which nobody looks after who looks after
  /// one namespace alone.
  public var namespace: String?
  /// The operator's own namespace, which ClusterPodPatterns do not match unless they say so.
  public var ownNamespace: String
  /// Where the revisions of ClusterPodPatterns are kept.
  public var revisionNamespace: String
  /// How many PodPatterns are reconciled at once.
  public var concurrency: Int
  /// The images of the containers that the patterns add.
  public var images: ImageCatalog
  /// Where PodPatterns may declare what reaches the node.
  public var allowPrivileged: PrivilegedNamespaces
  /// The service account, of the namespace of each PodPattern that names none, as which to act; `nil` to act with the
  /// operator's own rights.
  public var defaultServiceAccount: String?
  /// After how long to look again at what keeps an object from being applied and is not watched: somebody else's object
  /// of the same name, or a policy of the API server.
  public var recheckInterval: Duration

  /// A configuration; the defaults are those of `podpattern run` without any flag. Revisions are kept in the operator's own
  /// namespace unless it says otherwise.
  public init(
    namespace: String? = nil, ownNamespace: String = "podpattern-system", revisionNamespace: String? = nil,
    concurrency: Int = 8, images: ImageCatalog = .pinned, allowPrivileged: PrivilegedNamespaces = false,
    defaultServiceAccount: String? = nil, recheckInterval: Duration = .seconds(60)
  ) {
    self.namespace = namespace
    self.ownNamespace = ownNamespace
    self.revisionNamespace = revisionNamespace ?? ownNamespace
    self.concurrency = concurrency
    self.images = images
    self.allowPrivileged = allowPrivileged
    self.defaultServiceAccount = defaultServiceAccount
    self.recheckInterval = recheckInterval
  }
}
