// The credential plugin of a kubeconfig's user: its `exec`.

import FoundationEssentials
import JSONTree

extension Kubeconfig {
  /// The plugin that the user names; `nil` where it names none.
  func plugin(
    _ user: KubeconfigSection, _ cluster: KubeconfigSection?
  ) throws(ConfigurationError) -> CredentialPlugin? {
    guard user.has("exec") else { return nil }
    let exec = try user.section("exec")
    let unknown = exec.unknownFields(otherThan: KubeconfigFields.exec)
    guard unknown.isEmpty else { throw ConfigurationError(issues: unknown) }
    let apiVersion = try apiVersion(exec)
    try checkInteractiveMode(exec, apiVersion)
    return CredentialPlugin(
      command: try command(exec), arguments: try arguments(exec), environment: try variables(exec),
      apiVersion: apiVersion, installHint: try exec.string("installHint"),
      cluster: try exec.flag("provideClusterInfo") ? cluster.map(clusterInfo) : nil)
  }

  /// A path starts from the kubeconfig's directory; a name is looked for in `PATH`.
  private func command(_ exec: KubeconfigSection) throws(ConfigurationError) -> String {
    guard let command = try exec.string("command") else {
      throw exec.error("command", .required, "the program that prints the credentials")
    }
    try refuseNUL(in: command, "command", exec)
    guard command.contains("/"), !command.hasPrefix("/") else { return command }
    let path = exec.resolvedPath(command)
    return path.contains("/") ? path : "./\(path)"
  }

  private func arguments(_ exec: KubeconfigSection) throws(ConfigurationError) -> [Secret] {
    let arguments = try exec.strings("args")
    for argument in arguments { try refuseNUL(in: argument, "args", exec) }
    return arguments.map { Secret($0) }
  }

  private func variables(_ exec: KubeconfigSection) throws(ConfigurationError) -> [String: Secret] {
    var variables: [String: Secret] = [:]
    for (index, element) in (try exec.array("env") ?? []).enumerated() {
      let path = exec.path.appending("env").appending(index: index)
      let entry = KubeconfigSection(file: exec.file, path: path, members: element.object ?? [:])
      guard let name = try entry.string("name") else { throw entry.error("name", .required, "") }
      guard !name.contains("=") else {
        throw entry.error("name", invalid: .string(name), "must not contain '='", shows: true)
      }
      let value = try entry.string("value") ?? ""
      try refuseNUL(in: name, "name", entry)
      try refuseNUL(in: value, "value", entry)
      variables[name] = Secret(value)
    }
    return variables
  }

  private func apiVersion(_ exec: KubeconfigSection) throws(ConfigurationError) -> CredentialPlugin.APIVersion {
    let allowed = CredentialPlugin.APIVersion.allCases.map(\.rawValue)
    guard let text = try exec.string("apiVersion") else {
      throw exec.error("apiVersion", .required, "supported values: \(allowed.joined(separator: ", "))")
    }
    guard let version = CredentialPlugin.APIVersion(rawValue: text) else {
      throw exec.error("apiVersion", .notSupported(value: .string(text), allowed: allowed), "")
    }
    return version
  }

  /// Plugins get no terminal here: those that can do without one run, and those that cannot are refused.
  private func checkInteractiveMode(
    _ exec: KubeconfigSection, _ apiVersion: CredentialPlugin.APIVersion
  ) throws(ConfigurationError) {
    let modes = ["Never", "IfAvailable", "Always"]
    guard let mode = try exec.string("interactiveMode") else {
      guard apiVersion == .v1beta1 else {
        throw exec.error("interactiveMode", .required, "supported values: \(modes.joined(separator: ", "))")
      }
      return
    }
    guard modes.contains(mode) else {
      throw exec.error("interactiveMode", .notSupported(value: .string(mode), allowed: modes), "")
    }
    guard mode != "Always" else {
      throw exec.error(
        "interactiveMode", .forbidden, "Always is not supported: this client gives credential plugins no terminal")
    }
  }

  /// `spec.cluster` of an `ExecCredential`; certificate authorities in files are given as data.
  private func clusterInfo(_ cluster: KubeconfigSection) -> JSON {
    var info: JSON = [:]
    for key in ["server", "tls-server-name", "insecure-skip-tls-verify", "proxy-url", "disable-compression"]
    where cluster.has(key) {
      info[key] = cluster.members[key]
    }
    info["certificate-authority-data"] = authorityData(cluster)
    let extensions = cluster.members["extensions"]?.array ?? []
    info["config"] = extensions.first { $0["name"] == "client.authentication.k8s.io/exec" }?["extension"]
    return info
  }

  /// What cannot be read is reported where the connection's own settings are read.
  private func authorityData(_ cluster: KubeconfigSection) -> JSON? {
    if let data = cluster.members["certificate-authority-data"], data.string?.isEmpty == false { return data }
    guard let path = cluster.members["certificate-authority"]?.string,
      let bytes = try? environment.readFile(cluster.resolvedPath(path))
    else { return nil }
    return .string(Data(bytes).base64EncodedString())
  }

  private func refuseNUL(in text: String, _ key: String, _ section: KubeconfigSection) throws(ConfigurationError) {
    guard !text.utf8.contains(0) else {
      throw section.error(key, invalid: .string(text), "must not contain a NUL character")
    }
  }
}
