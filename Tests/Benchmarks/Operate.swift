import ArgumentParser

/// `benchmarks operate`: an operator as a process, measured from outside, beside a bare client that only applies.
struct Operate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure an operator process: start, memory, CPU, restart, reaction to changes, idling.",
    discussion: """
      The driver creates the objects, and sees by watches of its own when the operator has made them ready; nothing of it \
      depends on the operator. {name}, {namespace} and {value} in manifests and in the command are replaced. Without any \
      option, PodPatterns that become a Deployment, a Service and a ConfigMap are measured. The operator's CPU time and \
      memory are those of the process that the command starts, not of its children.
      """)

  @Option(help: "How many objects.")
  var count = 1000

  @Option(help: "How many changes are measured, one after the other.")
  var changes = 200

  @Option(help: "For how many seconds the operator is watched idling; 0 leaves it out.")
  var idle = 30

  @OptionGroup var subject: SubjectArguments
  @OptionGroup var arguments: SessionArguments

  func validate() throws {
    guard 1...100_000 ~= count else { throw ValidationError("--count \(count): must be between 1 and 100000") }
    guard 0...count ~= changes else { throw ValidationError("--changes \(changes): must be between 0 and --count") }
  }

  func run() async throws {
    try await arguments.withSession(subject.subject, count: count) { session in
      try await Report(session: session, changes: changes, idle: .seconds(idle)).run()
    }
  }
}
