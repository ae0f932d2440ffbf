/// How a client proves who it is, beside a client certificate (``TLSSettings/clientCertificate``).
public enum Credentials: Sendable, Hashable {
  /// Not at all, or by client certificate alone.
  case anonymous
  /// By a bearer token that does not change.
  case token(Secret)
  /// By a bearer token in a file that someone else renews; it is read again at most once a minute.
  ///
  /// `initial` is used while the file cannot be read, as the kubeconfig's `token` beside `tokenFile` is.
  case tokenFile(path: String, initial: Secret?)
  /// By user name and password. The API server itself has taken none since 1.19; proxies before it may.
  case basic(user: String, password: Secret)
  /// By what a program prints: a token, a client certificate, or both.
  case plugin(CredentialPlugin)
}
