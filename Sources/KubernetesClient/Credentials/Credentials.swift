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
}
