/// The deterministic automaton of a regular expression: a table, of which a text takes one look-up for each byte.
///
/// The expressions are the schema's own. They have no counted repetitions, so that the table stays small; no text can
/// make it grow.
struct Automaton: Sendable {
  /// The class of each byte: bytes of one class are the same to the expression.
  private let classes: [UInt8]
  /// The next state by state and class; the first state rejects whatever follows.
  private let table: [Int]
  private let accepting: [Bool]
  private let classCount: Int
  private static let start = 1

  /// The automaton that accepts what the expression matches.
  init(_ part: RegularExpressionPart) {
    let origin = NondeterministicAutomaton(part)
    let (classes, representatives) = Self.byteClasses(of: origin.byteSets)
    var numbers: [Set<Int>: Int] = [[]: 0, origin.initialStates: 1]
    var states: [Set<Int>] = [[], origin.initialStates]
    var table: [Int] = []
    var done = 0
    while done < states.count {
      for byte in representatives {
        let next = origin.states(after: byte, from: states[done])
        if numbers[next] == nil {
          numbers[next] = states.count
          states.append(next)
        }
        table.append(numbers[next] ?? 0)
      }
      done += 1
    }
    self.classes = classes
    self.table = table
    accepting = states.map(origin.accepts)
    classCount = representatives.count
  }

  /// Whether the expression matches all of the bytes.
  func accepts(_ bytes: some Sequence<UInt8>) -> Bool {
    var state = Self.start
    for byte in bytes {
      state = table[state * classCount + Int(classes[Int(byte)])]
      if state == 0 { return false }
    }
    return accepting[state]
  }

  /// The class of each byte, and one byte of each class.
  private static func byteClasses(of sets: [ByteSet]) -> (classes: [UInt8], representatives: [UInt8]) {
    var numbers: [[Bool]: UInt8] = [:]
    var representatives: [UInt8] = []
    let classes = (UInt8.min...UInt8.max).map { byte in
      let membership = sets.map { $0.contains(byte) }
      if let known = numbers[membership] { return known }
      let number = UInt8(representatives.count)
      numbers[membership] = number
      representatives.append(byte)
      return number
    }
    return (classes, representatives)
  }
}
