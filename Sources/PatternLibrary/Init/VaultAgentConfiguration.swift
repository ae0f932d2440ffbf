import JSONTree
import PodPatternAPI

/// The configuration of a Vault agent, as JSON, which Vault documents as one of its two notations.
///
/// Texts from users are JSON strings. Vault reads JSON with a parser of its own, which ends a string at the first quote
/// without a backslash, as any other does, and knows every escape that ``JSON`` writes; it does not know `\/` or
/// surrogate pairs, which ``JSON`` does not write (`github.com/hashicorp/hcl/json/scanner`).
struct VaultAgentConfiguration: Sendable {
  /// How long the agent runs.
  enum Life: Sendable {
    /// Until every file is written.
    case once
    /// As long as the pod; files are written again when their secrets change or expire.
    case withThePod

    var fileName: String { self == .once ? "init.json" : "agent.json" }
  }

  static let directory = "/etc/podpattern"
  static let tokenDirectory = "/var/run/secrets/podpattern"
  static let tokenFile = "token"

  let secrets: VaultSecrets
  let life: Life

  /// The text of the file.
  ///
  /// A secret that is not there, or lacks a field, ends the agent after its retries: the pod then says so, instead of
  /// starting with half of its files.
  var text: String {
    let configuration: JSON = [
      "vault": vault,
      "auto_auth": ["method": [method]],
      "exit_after_auth": .bool(life == .once),
      "template": .array(secrets.files.map(template)),
      "template_config": ["exit_on_retry_failure": true],
    ]
    return configuration.serializedString(.pretty) + "\n"
  }

  private var vault: JSON {
    var vault: JSON = ["address": .string(secrets.address)]
    if secrets.certificateAuthority != nil {
      vault["ca_cert"] = .string("\(PeerCertificates.authorityDirectory)/ca.crt")
    }
    return vault
  }

  private var method: JSON {
    var method: JSON = [
      "type": "kubernetes",
      "mount_path": .string(secrets.authPath ?? "auth/kubernetes"),
      "config": [
        "role": .string(secrets.role), "token_path": .string("\(Self.tokenDirectory)/\(Self.tokenFile)"),
      ],
    ]
    method["namespace"] = secrets.namespace.map(JSON.string)
    return method
  }

  private func template(_ file: VaultFile) -> JSON {
    [
      "destination": .string("\(secrets.directory)/\(file.path)"),
      "contents": .string(file.content.template),
      "error_on_missing_key": true,
      // Another user than the agent's may be the application's; nobody else mounts the volume.
      "perms": "0644",
    ]
  }
}

extension VaultFile.Content {
  /// The content in the agent's template language.
  ///
  /// Version 2 of the key/value engine has its fields one level deeper, in `data`. A path and a field have no character
  /// that means anything in the language's strings.
  fileprivate var template: String {
    switch self {
    case .template(let text): text
    case .secret(let path, let field):
      "{{ with secret \"\(path)\" }}{{ $fields := or (index .Data \"data\") .Data }}"
        + "{{ \(field.map { "$fields.\($0)" } ?? "$fields | toJSON") }}{{ end }}"
    }
  }
}
