import ArgumentParser
import FoundationEssentials

/// The environment variables that stand for the flags of `podpattern run`: `PODPATTERN_LOG_LEVEL` for `--log-level`.
///
/// They are turned into flags before the arguments are parsed, so that the same rules and the same messages hold for both.
enum EnvironmentFlags {
  /// The flags with a value.
  static let options = [
    "kubeconfig", "context", "namespace", "concurrency", "default-service-account", "allow-privileged-namespace",
    "image-registry", "image", "leader-election-namespace",
    "leader-election-id", "leader-election-lease-duration", "leader-election-renew-deadline",
    "leader-election-retry-period", "metrics-bind-address", "metrics-tls-certificate", "metrics-tls-key",
    "health-bind-address", "log-level", "log-format",
  ]
  /// Those of them that may be repeated; their variables have commas between the values.
  static let lists: Set = ["image", "allow-privileged-namespace"]
  /// The flags without one; their variables are `true` or `false`.
  static let switches = ["allow-privileged", "leader-elect", "metrics-authorization"]

  static func variable(_ flag: String) -> String {
    "PODPATTERN_" + flag.uppercased().split(separator: "-").joined(separator: "_")
  }

  /// The arguments of the process, with those that its environment adds to `run`.
  ///
  /// - Throws: `ValidationError` for a switch that is neither `true` nor `false`.
  static func complete(_ arguments: [String], environment: [String: String]) throws -> [String] {
    // Whoever asks for help gets it, whatever the environment is like.
    guard arguments.first == "run", !arguments.contains(where: ["-h", "--help"].contains) else { return arguments }
    var added: [String] = []
    for flag in options {
      guard let value = environment[variable(flag)], !value.isEmpty, !isGiven(flag, in: arguments) else { continue }
      let values = lists.contains(flag) ? value.split(separator: ",").map(String.init) : [value]
      added += values.map { "--\(flag)=\($0)" }
    }
    for flag in switches {
      guard let value = environment[variable(flag)], !value.isEmpty, !isGiven(flag, in: arguments),
        !isGiven("no-\(flag)", in: arguments)
      else { continue }
      guard let isSet = ["true": true, "false": false][value] else {
        throw ValidationError("\(variable(flag))=\(value): must be true or false")
      }
      if isSet { added.append("--\(flag)") }
    }
    return ["run"] + added + arguments.dropFirst()
  }

  private static func isGiven(_ flag: String, in arguments: [String]) -> Bool {
    arguments.contains { $0 == "--\(flag)" || $0.hasPrefix("--\(flag)=") }
  }
}
