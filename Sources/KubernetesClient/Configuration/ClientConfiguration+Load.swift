extension ClientConfiguration {
  /// Finds and reads the configuration of this process.
  ///
  /// The first of these that is there counts:
  /// 1. the file `kubeconfig`, if a path is given;
  /// 2. the files that the environment variable `KUBECONFIG` lists, separated by colons and merged as kubectl does;
  /// 3. `~/.kube/config`;
  /// 4. inside a pod, its service account.
  ///
  /// Where it names no proxy, the one of `HTTPS_PROXY` or `HTTP_PROXY` counts, unless `NO_PROXY` names the server.
  ///
  /// - Parameters:
  ///   - path: a kubeconfig file to use instead of looking for one.
  ///   - context: the context to use instead of the file's `current-context`.
  /// - Throws: ``KubernetesError/configuration(_:)`` with everything that is wrong in what was found.
  public static func load(
    kubeconfig path: String? = nil, context: String? = nil
  ) throws(KubernetesError) -> ClientConfiguration {
    try load(kubeconfig: path, context: context, environment: .process)
  }

  static func load(
    kubeconfig path: String?, context: String?, environment: ConfigurationEnvironment
  ) throws(KubernetesError) -> ClientConfiguration {
    do throws(ConfigurationError) {
      guard var configuration = try find(kubeconfig: path, context: context, environment: environment) else {
        throw ConfigurationError(
          source: "configuration",
          message: "there is none: set KUBECONFIG, or write ~/.kube/config, or run in a pod with a service account")
      }
      if configuration.proxy == nil { configuration.proxy = try environment.proxy(to: configuration.server) }
      return configuration
    } catch {
      throw .configuration(error)
    }
  }

  private static func find(
    kubeconfig path: String?, context: String?, environment: ConfigurationEnvironment
  ) throws(ConfigurationError) -> ClientConfiguration? {
    if let path {
      return try Kubeconfig(reading: path, environment).configuration(context: context)
    }
    if let list = environment.variable("KUBECONFIG") {
      return try Kubeconfig(merging: list, environment).configuration(context: context)
    }
    if let home = environment.variable("HOME"),
      let kubeconfig = try Kubeconfig(readingIfPresent: "\(home)/.kube/config", environment)
    {
      return try kubeconfig.configuration(context: context)
    }
    return try inCluster(environment)
  }
}
