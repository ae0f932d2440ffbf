import JSONTree
import PodPatternAPI

// Changes of a container of somebody else's that the API server merges into what is there already, field by field: of
// two ways to say the same it would keep both, and then refuse the result, whoever the fields belong to.

extension PodDraft {
  var mergeConflicts: [Problem] { template.isOwn ? [] : envMergeConflicts + probeMergeConflicts }

  private var envMergeConflicts: [Problem] {
    let existing = application.elements("env")
    return contents.flatMap(\.application.env).compactMap { variable in
      guard let other = existing.first(where: { $0.name == variable.name }),
        let (wanted, present) = Self.alternatives(variable.value.contentKind, other.value.contentKind)
      else { return nil }
      return Problem(
        path: variable.path("name"), kind: .duplicate(value: .string(variable.name ?? "")),
        message: "\(variable.source.holder) gives this variable a \(wanted), and \(other.source) a \(present): the API "
          + "server would merge them, and a variable can have one alone; take it out of one of the two")
    }
  }

  private var probeMergeConflicts: [Problem] {
    ApplicationChanges.ProbeField.allCases.flatMap { field -> [Problem] in
      let existing = application.value[field.rawValue] ?? [:]
      return contents.compactMap { $0.application.replacements[field.rawValue] }.compactMap { probe in
        guard let (wanted, present) = Self.alternatives(probe.value.probeKind, existing.probeKind) else { return nil }
        return Problem(
          path: probe.source.path, kind: .invalid(value: probe.value),
          message: "\(probe.source.holder) gives the \(field.rawValue) \(wanted), and \(application.source.holder) "
            + "has it with \(present) (\(application.path(field.rawValue).fields)): the API server would merge them, and "
            + "a probe can have one alone; take it out of one of the two")
      }
    }
  }

  /// Both, where they exclude each other.
  private static func alternatives(_ wanted: String?, _ present: String?) -> (String, String)? {
    guard let wanted, let present, wanted != present else { return nil }
    return (wanted, present)
  }
}

extension JSON {
  /// Which of the fields says what a variable is; `nil` for one that is empty.
  fileprivate var contentKind: String? {
    if let source = self["valueFrom"]?.object?.filter({ !$0.value.isNull }).keys.min() { return "valueFrom.\(source)" }
    return self["value"]?.string.flatMap { $0.isEmpty ? nil : "value" }
  }

  /// Which of the fields says what a probe does.
  fileprivate var probeKind: String? { ["exec", "httpGet", "tcpSocket", "grpc"].first { self[$0]?.nonNull != nil } }
}
