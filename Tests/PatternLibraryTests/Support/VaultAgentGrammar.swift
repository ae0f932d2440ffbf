// What Vault documents of its agent's configuration, as far as it is used here.
//
// Sources: https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent, …/agent/template,
// …/agent-and-proxy/autoauth, …/autoauth/methods/kubernetes; and, for the notation, the scanner of JSON in
// https://github.com/hashicorp/hcl/tree/v1.0.0/json.

import JSONTree

enum VaultAgentGrammar {
  /// Everything in a configuration that the documentation does not know or demands in another way.
  static func violations(_ text: String) throws -> [String] {
    let root = try JSON.parse(text)
    let methods = root["auto_auth"]?["method"]?.array ?? []
    let templates = root["template"]?.array ?? []
    var found = notationViolations(text)
    found += unknown(root, ["vault", "auto_auth", "exit_after_auth", "template", "template_config", "pid_file"], "")
    found += unknown(root["vault"], ["address", "ca_cert", "ca_path", "tls_server_name", "retry"], "vault")
    found += unknown(root["auto_auth"], ["method", "sink"], "auto_auth")
    found += unknown(
      root["template_config"], ["exit_on_retry_failure", "static_secret_render_interval"], "template_config")
    if root["vault"]?["address"]?.string == nil { found.append("vault.address is no string") }
    if root["exit_after_auth"]?.bool == nil { found.append("exit_after_auth is no boolean") }
    if root["template_config"]?["exit_on_retry_failure"]?.bool == nil {
      found.append("template_config.exit_on_retry_failure is no boolean")
    }
    if methods.count != 1 { found.append("auto_auth needs one method") }
    if templates.isEmpty { found.append("auto_auth needs a sink or a template") }
    return found + methods.flatMap(methodViolations) + templates.flatMap(templateViolations)
  }

  private static func methodViolations(_ method: JSON) -> [String] {
    var found = unknown(method, ["type", "mount_path", "namespace", "config"], "method")
    found += unknown(method["config"], ["role", "token_path"], "method.config")
    if method["type"] != "kubernetes" { found.append("method.type is not kubernetes") }
    for key in ["role", "token_path"] where method["config"]?[key]?.string == nil {
      found.append("method.config.\(key) is no string")
    }
    return found
  }

  /// A template with a key that is not known is refused as a whole.
  private static func templateViolations(_ template: JSON) -> [String] {
    var found = unknown(
      template,
      [
        "source", "destination", "create_dest_dirs", "contents", "error_on_missing_key", "left_delimiter",
        "right_delimiter", "perms", "backup", "sandbox_path", "wait", "exec",
      ], "template")
    if template["destination"]?.string?.hasPrefix("/") != true { found.append("template.destination is no path") }
    if (template["contents"] == nil) == (template["source"] == nil) { found.append("template has no one content") }
    let perms = template["perms"]?.string ?? ""
    if perms.utf8.count != 4 || Int(perms, radix: 8) == nil { found.append("template.perms is no mode") }
    if template["error_on_missing_key"]?.bool == nil { found.append("template.error_on_missing_key is no boolean") }
    return found
  }

  private static func unknown(_ object: JSON?, _ keys: Set<String>, _ name: String) -> [String] {
    guard let members = object?.object else { return ["\(name) is no object"] }
    return members.keys.filter { !keys.contains($0) }.sorted().map { "\(name) has an unknown \($0)" }
  }

  /// Strings end at a quote without a backslash; a line break, NUL and escapes other than these are errors.
  private static func notationViolations(_ text: String) -> [String] {
    var found: [String] = []
    var isInString = false
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.popFirst() {
      switch (isInString, byte) {
      case (_, UInt8(ascii: "\"")): isInString.toggle()
      case (true, UInt8(ascii: "\n")), (_, 0): found.append("a string has a line break or NUL")
      case (true, UInt8(ascii: "\\")):
        let escape = bytes.popFirst() ?? 0
        if !"\"\\abfnrtvu".utf8.contains(escape) { found.append("an escape that is not known") }
        if escape == UInt8(ascii: "u"), bytes.prefix(1) == [UInt8(ascii: "d")] { found.append("a surrogate") }
      default: break
      }
    }
    return found
  }
}
