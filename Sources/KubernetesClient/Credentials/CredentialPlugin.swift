import JSONTree

/// A program that prints credentials: what a kubeconfig calls `exec`
/// (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins).
///
/// - Expected flow: the client runs it before its first request, when the credentials have expired, and once when the
///   server refuses them (401); all requests that wait share one run.
/// - Guarantees: what it prints on standard output is kept in memory alone, never logged, and in no error. Its whole
///   process group ends with the time limit (``ClientLimits/credentialPlugin``) or the cancelled request.
/// - Assumptions: it needs no terminal: standard input is empty, and `spec.interactive` is false.
/// - Errors: ``TransportError`` of kind `credentials`, with the beginning of what it wrote on standard error.
public struct CredentialPlugin: Sendable, Hashable {
  /// The version of the API between client and plugin.
  public enum APIVersion: String, Sendable, Hashable, CaseIterable {
    case v1 = "client.authentication.k8s.io/v1"
    case v1beta1 = "client.authentication.k8s.io/v1beta1"
  }

  /// The program: a path, or a name to look for in `PATH`.
  public let command: String
  /// Its arguments; they may hold secrets.
  public let arguments: [Secret]
  /// Environment variables that it gets beside those of this process.
  public let environment: [String: Secret]
  /// The version that it is asked for, and must answer in.
  public let apiVersion: APIVersion
  /// What to tell a person when the program is not there.
  public let installHint: String?
  /// The value of `KUBERNETES_EXEC_INFO`.
  let execInfo: Secret

  /// A plugin.
  ///
  /// - Parameters:
  ///   - command: the program: a path, or a name to look for in `PATH`.
  ///   - arguments: its arguments.
  ///   - environment: environment variables that it gets beside those of this process.
  ///   - apiVersion: the version that it is asked for.
  ///   - installHint: what to tell a person when the program is not there.
  ///   - cluster: the cluster as `spec.cluster` of an `ExecCredential`; `nil` tells the plugin nothing about it.
  public init(
    command: String, arguments: [Secret] = [], environment: [String: Secret] = [:], apiVersion: APIVersion = .v1,
    installHint: String? = nil, cluster: JSON? = nil
  ) {
    self.command = command
    self.arguments = arguments
    self.environment = environment
    self.apiVersion = apiVersion
    self.installHint = installHint
    var spec: JSON = ["interactive": false]
    spec["cluster"] = cluster
    let info: JSON = ["apiVersion": .string(apiVersion.rawValue), "kind": "ExecCredential", "spec": spec]
    self.execInfo = Secret(info.serializedString())
  }
}
