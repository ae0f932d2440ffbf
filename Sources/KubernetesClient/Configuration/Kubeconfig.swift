// Kubeconfig files: found, read, and merged as kubectl merges them.

import JSONTree

/// What one or several kubeconfig files say together.
///
/// Where two files name the same cluster, user or context, or both set `current-context`, the first counts; a relative
/// path in a file starts from that file's directory
/// (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/).
struct Kubeconfig {
  let files: [KubeconfigFile]
  let environment: ConfigurationEnvironment

  /// Reads one file that has to be there.
  init(reading path: String, _ environment: ConfigurationEnvironment) throws(ConfigurationError) {
    guard let kubeconfig = try Kubeconfig(readingIfPresent: path, environment) else {
      throw ConfigurationError(source: path, message: "no such file")
    }
    self = kubeconfig
  }

  /// Reads one file; `nil` where there is none.
  init?(readingIfPresent path: String, _ environment: ConfigurationEnvironment) throws(ConfigurationError) {
    guard let file = try KubeconfigFile(readingIfPresent: path, environment) else { return nil }
    self.files = [file]
    self.environment = environment
  }

  /// Reads the files of a list separated by colons, skipping those that are not there, as kubectl does.
  init(merging list: String, _ environment: ConfigurationEnvironment) throws(ConfigurationError) {
    var files: [KubeconfigFile] = []
    for path in list.split(separator: ":") {
      guard let file = try KubeconfigFile(readingIfPresent: String(path), environment) else { continue }
      files.append(file)
    }
    guard !files.isEmpty else {
      throw ConfigurationError(source: "KUBECONFIG", message: "none of its files exists: \(list)")
    }
    self.files = files
    self.environment = environment
  }

  /// The entry of a name in one of the lists `contexts`, `clusters` or `users`; the first file that has it counts.
  func entry(_ name: String, in list: KubeconfigFile.List) throws(ConfigurationError) -> KubeconfigSection? {
    for file in files {
      if let entry = try file.entry(name, in: list) { return entry }
    }
    return nil
  }

  /// The names in one of the lists, for a message that says what there is.
  func names(in list: KubeconfigFile.List) -> [String] { files.flatMap { $0.names(in: list) } }

  /// The files as messages name them.
  var source: String { files.map(\.path).joined(separator: ":") }
}
