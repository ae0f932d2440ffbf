#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The process's standard streams, as far as Swift's own library does not reach them.
enum StandardStreams {
  /// Prints a line for people, beside the output that another program may read.
  static func printError(_ line: String) { writeError(line + "\n") }

  /// Writes a text to standard error in one call, so that lines of several threads do not mix.
  static func writeError(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// Reads from standard input.
  ///
  /// - Returns: how many bytes were read; 0 at the end, negative for an error.
  static func readInput(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    read(STDIN_FILENO, buffer.baseAddress, buffer.count)
  }

  /// Whether a person sees standard output directly.
  static var isOutputATerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether a person sees standard error directly.
  static var isErrorATerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
