// The configuration of a process in a pod, from what Kubernetes puts there for its service account.

extension ClientConfiguration {
  /// Where Kubernetes mounts a pod's service account.
  private static let serviceAccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount"

  /// The configuration of the pod's service account; `nil` outside a pod.
  static func inCluster(_ environment: ConfigurationEnvironment) throws(ConfigurationError) -> ClientConfiguration? {
    guard let host = environment.variable("KUBERNETES_SERVICE_HOST"),
      let port = environment.variable("KUBERNETES_SERVICE_PORT")
    else { return nil }
    let tokenPath = "\(serviceAccountDirectory)/token"
    _ = try Secret(bearerToken: readServiceAccountFile("token", environment), source: tokenPath)
    try checkCertificateAuthorities(environment)
    return ClientConfiguration(
      server: try serverAddress(host: host, port: port),
      tls: TLSSettings(certificateAuthorities: .file(path: certificateAuthoritiesPath)),
      credentials: .tokenFile(path: tokenPath, initial: nil),
      namespace: namespace(environment))
  }

  private static func serverAddress(host: String, port: String) throws(ConfigurationError) -> ServerAddress {
    do {
      return try ServerAddress("https://\(host.contains(":") ? "[\(host)]" : host):\(port)")
    } catch {
      throw ConfigurationError(
        source: "KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT", message: "together \(error.message)")
    }
  }

  private static let certificateAuthoritiesPath = "\(serviceAccountDirectory)/ca.crt"

  private static func checkCertificateAuthorities(_ environment: ConfigurationEnvironment) throws(ConfigurationError) {
    let pem = try readServiceAccountFile("ca.crt", environment)
    do {
      _ = try TLSMaterial.certificates(pem: pem)
    } catch {
      throw ConfigurationError(source: certificateAuthoritiesPath, message: error.message)
    }
  }

  private static func namespace(_ environment: ConfigurationEnvironment) -> String {
    guard let bytes = try? environment.readFile("\(serviceAccountDirectory)/namespace") else { return "default" }
    let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    return text.isEmpty ? "default" : text
  }

  private static func readServiceAccountFile(
    _ name: String, _ environment: ConfigurationEnvironment
  ) throws(ConfigurationError) -> [UInt8] {
    let path = "\(serviceAccountDirectory)/\(name)"
    do {
      return try environment.readFile(path)
    } catch {
      throw ConfigurationError(source: path, message: error.description)
    }
  }
}
