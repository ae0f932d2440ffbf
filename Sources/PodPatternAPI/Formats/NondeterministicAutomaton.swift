/// The nondeterministic automaton of a regular expression (Thompson's construction), from which the deterministic one
/// is made.
struct NondeterministicAutomaton {
  /// A state, and where it leads.
  private enum State {
    /// Goes on where the next byte is in the set.
    case bytes(ByteSet, next: Int)
    /// Goes on in both states without reading.
    case split(Int, Int)
    /// The text matches, if it ends here.
    case accepting
  }

  private var states: [State] = [.accepting]
  private var start = 0

  /// The automaton that accepts what the expression matches.
  init(_ part: RegularExpressionPart) { start = add(part, next: 0) }

  /// The states that it is in before the first byte.
  var initialStates: Set<Int> {
    var reached: Set<Int> = []
    follow(start, into: &reached)
    return reached
  }

  /// The states that it can be in after one more byte.
  func states(after byte: UInt8, from current: Set<Int>) -> Set<Int> {
    var reached: Set<Int> = []
    for state in current {
      if case .bytes(let set, let next) = states[state], set.contains(byte) { follow(next, into: &reached) }
    }
    return reached
  }

  /// Whether a text that ends in these states matches.
  func accepts(_ current: Set<Int>) -> Bool { current.contains(0) }

  /// All sets by which it tells bytes apart.
  var byteSets: [ByteSet] {
    states.compactMap { state in
      if case .bytes(let set, _) = state { set } else { nil }
    }
  }

  private func follow(_ state: Int, into reached: inout Set<Int>) {
    guard reached.insert(state).inserted else { return }
    if case .split(let first, let second) = states[state] {
      follow(first, into: &reached)
      follow(second, into: &reached)
    }
  }

  /// Adds the states of a part that lead on to `next`, and returns the one it starts in.
  private mutating func add(_ part: RegularExpressionPart, next: Int) -> Int {
    switch part {
    case .bytes(let set): return add(.bytes(set, next: next))
    case .sequence(let parts): return parts.reversed().reduce(next) { add($1, next: $0) }
    case .alternatives(let parts):
      return parts.dropLast().reversed().reduce(add(parts[parts.count - 1], next: next)) {
        let alternative = add($1, next: next)
        return add(.split(alternative, $0))
      }
    case .optional(let part):
      let inner = add(part, next: next)
      return add(.split(inner, next))
    case .repeated(let part):
      let loop = add(.accepting)
      let inner = add(part, next: loop)
      states[loop] = .split(inner, next)
      return inner
    }
  }

  private mutating func add(_ state: State) -> Int {
    states.append(state)
    return states.count - 1
  }
}
