import FoundationEssentials

/// The wall clock of a program, which a test can move while the program runs; its other clocks go on as they are.
public struct WallClock: Sendable {
  /// The library that moves clocks, libfaketime, from PODPATTERN_TEST_FAKETIME; `nil` where there is none.
  public static var library: String? { Programs.environment("PODPATTERN_TEST_FAKETIME") }

  private let file: URL

  /// A clock that is right.
  public init(in directory: TemporaryDirectory, name: String) throws {
    file = URL(filePath: "\(directory.path)/\(name).clock")
    try move(to: "+0")
  }

  /// Moves the clock to so much ahead of the right time, such as `+30d`.
  public func move(to offset: String) throws { try Data("\(offset)\n".utf8).write(to: file, options: .atomic) }

  /// Runs a program with this clock while the body runs; see `RunningProgram.with`.
  func run<Result: Sendable>(
    _ command: [String], _ body: @escaping @Sendable (RunningProgram) async throws -> Result
  ) async throws -> (result: Result, status: RunningProgram.Status) {
    // The library adds to the environment of the first program that loads it, and Swift finds the arguments of its own beside
    // the environment: so the first one is another.
    try await RunningProgram.with(["env"] + command, environment: environment) { program in
      defer { Self.removeTraces(of: program.processIdentifier) }
      return try await body(program)
    }
  }

  private var environment: [String: String?] {
    [
      "LD_PRELOAD": Self.library, "FAKETIME_TIMESTAMP_FILE": file.path(percentEncoded: false), "FAKETIME_NO_CACHE": "1",
      "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    ]
  }

  /// Removes what a program that is killed leaves behind of the library.
  private static func removeTraces(of process: Int32) {
    for name in ["faketime_shm_", "sem.faketime_sem_"] {
      try? FileManager.default.removeItem(atPath: "/dev/shm/\(name)\(process)")
    }
  }
}
