// From a kubeconfig's context to the configuration of a client.

import JSONTree

extension Kubeconfig {
  /// The configuration of a context.
  ///
  /// - Parameter context: the context's name; `nil` for the files' `current-context`.
  /// - Throws: ``ConfigurationError`` with everything that is wrong with the context, its cluster and its user.
  func configuration(context requested: String?) throws(ConfigurationError) -> ClientConfiguration {
    let name = if let requested { requested } else { try currentContext() }
    guard let context = try entry(name, in: .contexts) else {
      throw ConfigurationError(source: source, message: missing(name, in: .contexts))
    }
    let cluster = try section(named: "cluster", of: context, in: .clusters)
    let user = try section(named: "user", of: context, in: .users)

    var issues: [ConfigurationError.Issue] = []
    let server = collect(&issues) { () throws(ConfigurationError) in try self.server(cluster) }
    // Without TLS anybody on the way could take them: as in client-go, nothing of them is even read.
    let owner = server?.usesTLS == false ? nil : user
    let tls = collect(&issues) { () throws(ConfigurationError) in try self.tls(cluster, owner) }
    let credentials = collect(&issues) { () throws(ConfigurationError) in try self.credentials(owner, cluster) }
    let impersonation = collect(&issues) { () throws(ConfigurationError) in try self.impersonation(user) }
    let proxy = collect(&issues) { () throws(ConfigurationError) in try self.proxy(cluster) }
    let namespace = collect(&issues) { () throws(ConfigurationError) in try context.string("namespace") }
    let disablesCompression = collect(&issues) { () throws(ConfigurationError) in
      try cluster?.flag("disable-compression") ?? false
    }
    issues += context.unknownFields(otherThan: KubeconfigFields.context)
    issues += cluster?.unknownFields(otherThan: KubeconfigFields.cluster) ?? []
    issues += user?.unknownFields(otherThan: KubeconfigFields.user) ?? []
    guard issues.isEmpty, let server, let tls, let credentials, let impersonation, let proxy, let namespace,
      let disablesCompression
    else { throw ConfigurationError(issues: issues) }
    return ClientConfiguration(
      server: server, tls: tls, credentials: credentials, impersonation: impersonation, proxy: proxy,
      namespace: namespace ?? "default", allowsCompression: !disablesCompression)
  }

  private func currentContext() throws(ConfigurationError) -> String {
    for file in files {
      if let name = try file.currentContext { return name }
    }
    throw ConfigurationError(
      issues: [
        .init(
          source: source,
          problem: Problem(
            path: FieldPath("current-context"), kind: .required, message: "no context is set, and none was asked for"))
      ])
  }

  /// The cluster or user that a context names; `nil` where it names none.
  private func section(
    named key: String, of context: KubeconfigSection, in list: KubeconfigFile.List
  ) throws(ConfigurationError) -> KubeconfigSection? {
    guard let name = try context.string(key) else { return nil }
    guard let section = try entry(name, in: list) else {
      throw context.error(key, invalid: .string(name), missing(name, in: list), shows: true)
    }
    return section
  }

  private func missing(_ name: String, in list: KubeconfigFile.List) -> String {
    let known = names(in: list)
    let choice = known.isEmpty ? "there are none" : "there are: \(known.joined(separator: ", "))"
    return "there is no \(list.field) \"\(excerpt(of: name))\"; \(excerpt(of: choice))"
  }

  private func server(_ cluster: KubeconfigSection?) throws(ConfigurationError) -> ServerAddress {
    guard let cluster else { throw ConfigurationError(source: source, message: "the context names no cluster") }
    guard let text = try cluster.string("server") else {
      throw cluster.error("server", .required, "the address of the API server, such as https://host:6443")
    }
    do {
      return try ServerAddress(text)
    } catch {
      throw cluster.error(
        "server", invalid: .string(text), error.message, shows: !text.utf8.contains(UInt8(ascii: "@")))
    }
  }

  private func proxy(_ cluster: KubeconfigSection?) throws(ConfigurationError) -> ProxyAddress? {
    guard let cluster, let text = try cluster.string("proxy-url") else { return nil }
    do {
      return try ProxyAddress(text)
    } catch {
      throw cluster.error("proxy-url", invalid: .string(text), error.message)
    }
  }

  /// The value, or `nil` and the issues of its error.
  private func collect<Value>(
    _ issues: inout [ConfigurationError.Issue], _ read: () throws(ConfigurationError) -> Value
  ) -> Value? {
    do {
      return try read()
    } catch {
      issues += error.issues
      return nil
    }
  }
}
