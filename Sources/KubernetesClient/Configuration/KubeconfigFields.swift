// The fields of a kubeconfig that this client knows; all others are refused by name, since ignoring one could mean to
// connect to another server, or as someone else, than was meant.

/// The fields of the parts of a kubeconfig.
enum KubeconfigFields {
  static let context: Set = ["cluster", "user", "namespace", "extensions"]
  static let cluster: Set = [
    "server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority", "certificate-authority-data",
    "proxy-url", "disable-compression", "extensions",
  ]
  static let user: Set = [
    "client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile", "username",
    "password", "as", "as-uid", "as-groups", "as-user-extra", "exec", "auth-provider", "extensions",
  ]
  static let exec: Set = [
    "command", "args", "env", "apiVersion", "installHint", "provideClusterInfo", "interactiveMode",
  ]
}
