@testable import ControllerRuntime

extension ReflectorState<String> {
  /// The state in a short notation, such as `listing 500 ≥7 [a b][c]`.
  var summary: String {
    switch self {
    case .empty: "empty"
    case .streaming(let plan, let objects):
      "streaming \(plan.summary) [\(objects.keys.map(\.name).sorted().joined(separator: " "))]"
    case .listing(let plan, let pages): "listing \(plan.summary) \(Self.summary(pages))"
    case .listed(let version): "listed \(version.text)"
    case .watching(let version, let wasSilent): "watching \(version.text)\(wasSilent ? " after silence" : "")"
    case .backingOff(.list(let plan)): "backing off, then list \(plan.summary)"
    case .backingOff(.watch(let version)): "backing off, then watch \(version.text)"
    }
  }

  fileprivate static func summary(_ pages: [[ServerObject<String>]]) -> String {
    pages.map { "[\($0.map(\.key.name).joined(separator: " "))]" }.joined()
  }
}

extension ListPlan {
  fileprivate var summary: String {
    [streams ? "stream" : pageSize.map(String.init) ?? "all", floor.map { "≥\($0.text)" }].compactMap(\.self).joined(
      separator: " ")
  }
}

extension ReflectorState<String>.Request {
  /// The request in a short notation.
  var summary: String {
    switch self {
    case .streamingList(let floor): "stream\(floor.map { " ≥\($0.text)" } ?? "")"
    case .list(let pageSize): "list \(pageSize.map(String.init) ?? "all")"
    case .watch(let version): "watch \(version.text)"
    case .backOff(let failure): "back off: \(failure.reason)"
    }
  }
}

extension ReflectorState<String>.StoreUpdate {
  /// The update in a short notation.
  var summary: String {
    switch self {
    case .replace(let pages, let version): "replace \(ReflectorState<String>.summary(pages))@\(version.text)"
    case .apply(.changed(let object)): "change \(object.key.name)@\(object.resourceVersion)"
    case .apply(.deleted(let object)): "delete \(object.key.name)@\(object.resourceVersion)"
    case .apply(.known(let key, let version)): "known \(key.name)@\(version)"
    case .apply(.bookmark(let version)), .apply(.initialEventsEnd(let version)): "bookmark \(version)"
    }
  }
}
