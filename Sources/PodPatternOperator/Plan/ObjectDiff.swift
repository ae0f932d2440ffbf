import JSONTree
import KubernetesClient

/// The lines by which an object differs from what it would be, with those around them.
struct ObjectDiff: Sendable {
  /// How many lines are shown before and after a change.
  private static let context = 3

  /// What becomes of a line.
  enum Change: String, Sendable {
    case kept = " "
    case removed = "-"
    case added = "+"
  }

  /// A line, what becomes of it, and who else than the operator owns what it changes.
  struct Line: Sendable {
    let change: Change
    let text: String
    let owners: [String]
  }

  /// Changes that are near each other, as unified diffs have them.
  struct Hunk: Sendable {
    /// The line of each side before which the hunk begins, from 0.
    let start: (before: Int, after: Int)
    let lines: [Line]
  }

  let hunks: [Hunk]

  /// - Parameter manager: the operator's own name in this object.
  init(from before: JSON?, to after: JSON?, manager: String) {
    let ownership = FieldOwnership(of: before ?? [:])
    let fields = ownership.allFields.union(FieldOwnership(of: after ?? [:]).allFields)
    let lines = Self.merge(Self.lines(of: before, fields), Self.lines(of: after, fields))
    hunks = Self.hunks(
      lines.map { change, line in
        let owners = change != .kept ? ownership.owners(of: line.path).filter { $0 != manager } : []
        return Line(change: change, text: line.text, owners: owners)
      })
  }

  /// A line of text and whose it is. Two lines are the same only where both are.
  private struct Source: Hashable {
    let text: String
    let path: ManagedFieldPath
  }

  private static func lines(of object: JSON?, _ fields: FieldSet) -> [Source] {
    guard let declaration = object?.declaration else { return [] }
    return YAML.lines(of: declaration).map { Source(text: $0.text, path: fields.path(of: $0.path, in: declaration)) }
  }

  private static func merge(_ before: [Source], _ after: [Source]) -> [(Change, Source)] {
    var (removed, added): (Set<Int>, Set<Int>) = ([], [])
    for change in after.difference(from: before) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var merged: [(Change, Source)] = []
    var (old, new) = (0, 0)
    while old < before.count || new < after.count {
      if removed.contains(old) {
        merged.append((.removed, before[old]))
        old += 1
      } else if added.contains(new) {
        merged.append((.added, after[new]))
        new += 1
      } else {
        merged.append((.kept, before[old]))
        old += 1
        new += 1
      }
    }
    return merged
  }

  private static func hunks(_ lines: [Line]) -> [Hunk] {
    var ranges: [Range<Int>] = []
    for index in lines.indices where lines[index].change != .kept {
      let range = max(0, index - context)..<min(lines.count, index + context + 1)
      if let last = ranges.last, range.lowerBound <= last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges.map { range in
      let earlier = lines[..<range.lowerBound]
      return Hunk(
        start: (earlier.count { $0.change != .added }, earlier.count { $0.change != .removed }),
        lines: Array(lines[range]))
    }
  }
}

extension ObjectDiff.Hunk {
  /// As unified diffs begin a hunk: `@@ -12,7 +12,9 @@`.
  var header: String {
    "@@ -\(Self.range(start.before, lines.count { $0.change != .added }))"
      + " +\(Self.range(start.after, lines.count { $0.change != .removed })) @@"
  }

  /// The first line, from 1, and how many; of none, the line before it.
  private static func range(_ start: Int, _ count: Int) -> String { "\(count == 0 ? start : start + 1),\(count)" }
}
