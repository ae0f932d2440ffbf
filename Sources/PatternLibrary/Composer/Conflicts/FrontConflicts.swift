import JSONTree

// Fronts that cannot stand where they stand.

extension PodDraft {
  var frontConflicts: [Problem] { sharedPortConflicts + circleConflicts + hiddenTLSConflicts }

  /// One port cannot have two fronts: one of them would be forgotten when the other changes.
  private var sharedPortConflicts: [Problem] {
    var first: [Int: Front] = [:]
    return fronts.all.compactMap { front in
      guard let other = first[front.applicationPort] else {
        first[front.applicationPort] = front
        return nil
      }
      return Problem(
        path: front.applicationPath, kind: .duplicate(value: .integer(Int64(front.applicationPort))),
        message:
          "pattern \"\(front.pattern)\" and pattern \"\(other.pattern)\" (\(other.applicationPath)) would both be "
          + "the front of this port of the application")
    }
  }

  /// Fronts that lead to one another, and none of them to the application.
  private var circleConflicts: [Problem] {
    fronts.all.compactMap { front in
      guard let last = fronts.way(to: front.listenPort).last, fronts.listening(on: last.applicationPort) != nil else {
        return nil
      }
      return Problem(
        path: front.applicationPath, kind: .invalid(value: .integer(Int64(front.applicationPort))),
        message: "pattern \"\(front.pattern)\" leads back to itself through pattern \"\(last.pattern)\" "
          + "(\(last.applicationPath)), and nothing leads to the application")
    }
  }

  /// What comes out of a front is plain, so that no TLS can begin behind it.
  private var hiddenTLSConflicts: [Problem] {
    fronts.all.compactMap { front in
      guard front.endsTLS, let outer = fronts.leading(to: front.listenPort) else { return nil }
      return Problem(
        path: front.listenPath, kind: .invalid(value: .integer(Int64(front.listenPort))),
        message: "pattern \"\(outer.pattern)\" (\(outer.applicationPath)) passes plain text on to this port, where "
          + "pattern \"\(front.pattern)\" expects TLS; let \"\(front.pattern)\" stand before \"\(outer.pattern)\"")
    }
  }
}
