import JSONTree

extension RunningProgram {
  /// The port that an endpoint of the operator has told in its log, which has to be JSON.
  ///
  /// - Parameter flag: the flag that the endpoint is for, such as `--health-bind-address`.
  public func port(of flag: String) async throws -> Int {
    try await eventually("\(flag) is told in the log") {
      for line in log.text.split(separator: "\n") {
        guard let entry = try? JSON.parse(Array(line.utf8)), entry["message"] == "listening",
          entry["for"]?.string == flag, let port = entry["address"]?.string?.split(separator: ":").last
        else { continue }
        return Int(port)
      }
      return nil
    }.value
  }
}

extension Loopback {
  /// What a server on a port answers, over plain HTTP.
  public static func get(_ path: String, port: Int) async throws -> String {
    try await Programs.run("/usr/bin/env", ["curl", "--silent", "http://127.0.0.1:\(port)\(path)"])
  }
}
