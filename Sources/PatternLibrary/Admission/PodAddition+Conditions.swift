import JSONTree

// Which Pods are left as they are: those that have everything already, so that a Pod may pass by several times, and those
// that have something else where something is to be added. Nothing is ever added in part.

extension PodAddition {
  /// - Parameter application: the name of the application's container; `nil` for the first one.
  func conditions(application: String?) -> [JSON] {
    let conditions: [(String, String?)] = [
      ("not-extended", isNew), ("application", application.map(Self.hasContainer)),
      ("no-conflict", hasRoom(application)),
    ]
    return conditions.compactMap { name, condition in condition.map { PodMatch.condition(name, $0) } }
  }

  private var isNew: String? {
    let names = containers.compactMap { $0["name"]?.string }
    guard !names.isEmpty else { return nil }
    return ["object.spec.containers", "object.spec.?initContainers.orValue([])"].map { list in
      "!\(list).exists(c, c.name in \(CEL.strings(names)))"
    }.joined(separator: " && ")
  }

  private static func hasContainer(_ name: String) -> String {
    "object.spec.containers.exists(c, c.name == \(CEL.string(name)))"
  }

  private func hasRoom(_ application: String?) -> String? {
    let container =
      application.map { "object.spec.containers.filter(c, c.name == \(CEL.string($0)))" }
      ?? "[object.spec.containers[0]]"
    let conflicts =
      [volumeConflict, sysctlConflict].compactMap(\.self) + hostConflicts
      + (variableConflicts + mountConflicts).map { "\(container).exists(c, \($0))" }
    return conflicts.isEmpty ? nil : conflicts.map { "!\($0)" }.joined(separator: " && ")
  }

  private var volumeConflict: String? { conflict("object.spec.?volumes", volumes) }

  private var sysctlConflict: String? { conflict("object.spec.?securityContext.?sysctls", sysctls) }

  /// Pods that the API server would refuse for what is added: they have no such namespace of their own, or another system.
  private var hostConflicts: [String] {
    let names = sysctls.compactMap { $0["name"]?.string }
    var conflicts: [String] = []
    if names.contains(where: { Sysctl.isOfNetwork($0) }) { conflicts.append("object.spec.?hostNetwork.orValue(false)") }
    if names.contains(where: { !Sysctl.isOfNetwork($0) }) { conflicts.append("object.spec.?hostIPC.orValue(false)") }
    if !(containers + sysctls).isEmpty { conflicts.append("(object.spec.?os.?name.orValue(\"\") == \"windows\")") }
    return conflicts
  }

  private func conflict(_ list: String, _ added: [JSON]) -> String? {
    let names = added.compactMap { $0["name"]?.string }
    return names.isEmpty ? nil : "\(list).orValue([]).exists(v, v.name in \(CEL.strings(names)))"
  }

  /// A variable that is the same already is no conflict.
  private var variableConflicts: [String] {
    applicationList("env").map { variable in
      let isOther = variable["value"]?.string.map { "e.?value.orValue(\"\") != \(CEL.string($0))" } ?? "true"
      return "c.?env.orValue([]).exists(e, e.name == \(CEL.value(variable["name"] ?? .null)) && \(isOther))"
    }
  }

  /// What is mounted at a path, or above it, is the Pod's own.
  private var mountConflicts: [String] {
    applicationList("volumeMounts").compactMap { $0["mountPath"]?.string }.map { path in
      "c.?volumeMounts.orValue([]).exists(m, (\(CEL.string(path)) + \"/\").startsWith("
        + "m.mountPath.endsWith(\"/\") ? m.mountPath : m.mountPath + \"/\"))"
    }
  }
}
