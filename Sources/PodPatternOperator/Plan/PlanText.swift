import KubernetesClient

/// A plan as people read it: a line for each object, and a unified diff of what changes.
public struct PlanText: Sendable {
  private let palette: Palette
  /// The lines so far.
  private var lines: [String] = []

  /// - Parameter isColored: whether the terminal's colours tell what comes, goes and has owners.
  public init(_ plan: PodPatternPlan, isColored: Bool) {
    palette = Palette(isColored: isColored)
    if let podPattern = plan.podPattern { lines.append(palette.paint("PodPattern \(podPattern)", .title)) }
    for object in plan.objects { add(object) }
    for wait in plan.waits { lines.append("waiting: \(wait)") }
    if plan.problems.isEmpty, !plan.hasChanges { lines.append("nothing would change") }
  }

  /// The lines, each with its break.
  public var text: String { lines.map { "\($0)\n" }.joined() }

  private mutating func add(_ object: PlannedObject) {
    let consequence = object.podChange.map { "; \($0)" } ?? ""
    lines.append(palette.paint("\(object.id) \(object.action.text)\(consequence)", .title))
    for conflict in object.taken { lines.append(palette.paint("# would take \(conflict)", .note)) }
    guard object.action != .none else { return }
    lines.append(palette.paint("--- \(object.before == nil ? "/dev/null" : "live/\(object.id)")", .title))
    lines.append(palette.paint("+++ \(object.after == nil ? "/dev/null" : "planned/\(object.id)")", .title))
    for hunk in ObjectDiff(from: object.before, to: object.after, manager: object.manager).hunks { add(hunk) }
  }

  private mutating func add(_ hunk: ObjectDiff.Hunk) {
    lines.append(palette.paint(hunk.header, .position))
    var owners: [String] = []
    for line in hunk.lines {
      if line.owners != owners, !line.owners.isEmpty {
        lines.append(palette.paint("# owned by \(line.owners.joined(separator: ", "))", .note))
      }
      owners = line.owners
      lines.append(palette.paint(line.change.rawValue + line.text, Palette.Role(line.change)))
    }
  }
}

extension PlannedObject.Action {
  fileprivate var text: String {
    switch self {
    case .none: "would stay as it is"
    case .create: "would be created"
    case .change: "would be changed"
    case .delete: "would be deleted"
    case .release: "would be given back"
    }
  }
}

/// The terminal's colours (ECMA-48, Select Graphic Rendition), in the roles that other tools for diffs give them.
private struct Palette: Sendable {
  enum Role: Int {
    case plain = 0
    case title = 1
    case removed = 31
    case added = 32
    case note = 33
    case position = 36
  }

  let isColored: Bool

  func paint(_ text: String, _ role: Role) -> String {
    isColored && role != .plain ? "\u{1B}[\(role.rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension Palette.Role {
  fileprivate init(_ change: ObjectDiff.Change) {
    switch change {
    case .kept: self = .plain
    case .removed: self = .removed
    case .added: self = .added
    }
  }
}
