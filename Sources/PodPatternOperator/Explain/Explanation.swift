import JSONTree
import KubernetesClient

/// What PodPatterns have added to a workload.
public struct Explanation: Sendable {
  let workload: ObjectID
  /// The PodPatterns that extend it, by name.
  let podPatterns: [Extending]
  let additions: [Addition]

  /// A PodPattern that extends the workload, or runs it.
  struct Extending: Sendable {
    let name: String
    /// Its condition Ready, such as `True (RolledOut)`; `nil` where it cannot be read.
    let ready: String?
  }

  /// One thing that a PodPattern has added.
  struct Addition: Sendable {
    let podPattern: String
    /// The name of the pattern; `nil` where it cannot be told.
    let pattern: String?
    let part: PodPart
    /// How it does, where it is a container.
    let state: String?
  }
}

extension Explanation {
  /// The explanation as a table for people.
  public var text: String {
    guard !podPatterns.isEmpty else { return "\(workload) is not extended by a PodPattern\n" }
    var lines = podPatterns.map { "PodPattern/\($0.name) ready: \($0.ready ?? "unknown")" }
    lines += Self.table(
      [["PODPATTERN", "PATTERN", "ADDED", "NAME", "IN", "STATE"]]
        + additions.map {
          [
            $0.podPattern, $0.pattern ?? "?", $0.part.kind.rawValue, $0.part.name, $0.part.container ?? "",
            $0.state ?? "",
          ]
        })
    return lines.map { "\($0)\n" }.joined()
  }

  /// The explanation for programs.
  public var json: JSON {
    [
      "kind": .string(workload.resource.kind), "name": .string(workload.key.name),
      "namespace": workload.key.namespace.map(JSON.string) ?? .null,
      "podPatterns": .array(
        podPatterns.map { ["name": .string($0.name), "ready": $0.ready.map(JSON.string) ?? .null] }),
      "additions": .array(additions.map(\.json)),
    ]
  }

  private static func table(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      let line = cells.joined(separator: "  ")
      return String(line.prefix(upTo: line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex))
    }
  }
}

extension Explanation.Addition {
  fileprivate var json: JSON {
    [
      "podPattern": .string(podPattern), "pattern": pattern.map(JSON.string) ?? .null,
      "added": .string(part.kind.rawValue), "name": .string(part.name),
      "container": part.container.map(JSON.string) ?? .null, "state": state.map(JSON.string) ?? .null,
    ]
  }
}
