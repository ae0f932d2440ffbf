/// A feature of kubeconfig files that this client refuses by name, rather than connect as someone else than was meant.
struct KubeconfigFeature {
  let field: String
  let name: String

  /// Those of a cluster.
  static let ofCluster = [
    KubeconfigFeature(field: "proxy-url", name: "proxies are")
  ]

  /// Those of a user.
  static let ofUser = [
    KubeconfigFeature(field: "exec", name: "credential plugins are"),
    KubeconfigFeature(field: "auth-provider", name: "auth providers are"),
    KubeconfigFeature(field: "username", name: "user name and password are"),
    KubeconfigFeature(field: "password", name: "user name and password are"),
    KubeconfigFeature(field: "as", name: "impersonation is"),
    KubeconfigFeature(field: "as-uid", name: "impersonation is"),
    KubeconfigFeature(field: "as-groups", name: "impersonation is"),
    KubeconfigFeature(field: "as-user-extra", name: "impersonation is"),
  ]
}
