// What the kubelet would run for a container.

import JSONTree
import Subprocess

extension JSON {
  /// The command and arguments of a container.
  var commandLine: [String] { ["command", "args"].flatMap { self[$0]?.array ?? [] }.compactMap(\.string) }

  /// The environment variables of a container.
  ///
  /// - Parameter secrets: what the Secrets have that it refers to, by key.
  func environment(secrets: [String: String] = [:]) -> [Environment.Key: String?] {
    var variables: [Environment.Key: String?] = [:]
    for variable in self["env"]?.array ?? [] {
      guard let name = variable["name"]?.string, let key = Environment.Key(rawValue: name) else { continue }
      let secret = variable["valueFrom", "secretKeyRef", "key"]?.string
      variables[key] = .some(variable["value"]?.string ?? secret.flatMap { secrets[$0] })
    }
    return variables
  }
}
