// The proxy that environment variables name, by the rules of Go's `http.ProxyFromEnvironment`, as kubectl and client-go do.

extension ConfigurationEnvironment {
  /// The proxy on the way to a server, where neither the server is this machine nor `NO_PROXY` names it.
  ///
  /// `HTTPS_PROXY` is for `https` and `HTTP_PROXY` for `http`; each counts in lower case, too.
  func proxy(to server: ServerAddress) throws(ConfigurationError) -> ProxyAddress? {
    let name = server.usesTLS ? "HTTPS_PROXY" : "HTTP_PROXY"
    guard let text = variable(name) ?? variable(name.lowercased()), !isThisMachine(server.host),
      !ProxyExceptions(variable("NO_PROXY") ?? variable("no_proxy") ?? "").contains(server)
    else { return nil }
    do {
      return try ProxyAddress(text.contains("://") ? text : "http://\(text)")
    } catch {
      throw ConfigurationError(source: name, message: error.message)
    }
  }

  private func isThisMachine(_ host: String) -> Bool {
    host == "localhost" || NetworkAddress(host)?.isLoopback ?? false
  }
}
