// What a configuration is found with: environment variables and files, passed in so that tests can replace them.

import FoundationEssentials

/// The surroundings in which a configuration is looked for.
struct ConfigurationEnvironment: Sendable {
  /// The environment variables.
  var variables: [String: String]
  /// Reads a whole file.
  var readFile: @Sendable (String) throws(FileError) -> [UInt8]

  /// Those of this process.
  static var process: ConfigurationEnvironment {
    ConfigurationEnvironment(variables: ProcessInfo.processInfo.environment, readFile: readFileFromDisk)
  }

  /// A variable that is set and not empty.
  func variable(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
}
