/// The nondeterministic automaton of a regular expression (Thompson's construction).
///
/// It follows all possible states at once, so its time grows with the text's length times its own size, never faster.
struct Automaton: Sendable {
  private enum State: Sendable {
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

  /// Whether the expression matches all of the bytes.
  func accepts(_ bytes: some Sequence<UInt8>) -> Bool {
    var current = StateList(capacity: states.count)
    var following = current
    follow(start, into: &current)
    for byte in bytes {
      following.removeAll()
      for state in current.states {
        if case .bytes(let set, let next) = states[state], set.contains(byte) { follow(next, into: &following) }
      }
      if following.states.isEmpty { return false }
      swap(&current, &following)
    }
    return current.contains[0]
  }

  private func follow(_ state: Int, into reached: inout StateList) {
    guard reached.insert(state) else { return }
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

/// A set of states that is quick to empty and to walk through.
private struct StateList {
  private(set) var states: [Int] = []
  private(set) var contains: [Bool]

  init(capacity: Int) {
    contains = Array(repeating: false, count: capacity)
    states.reserveCapacity(capacity)
  }

  mutating func insert(_ state: Int) -> Bool {
    if contains[state] { return false }
    contains[state] = true
    states.append(state)
    return true
  }

  mutating func removeAll() {
    for state in states { contains[state] = false }
    states.removeAll(keepingCapacity: true)
  }
}
