import FoundationEssentials
import JSONTree

/// How many requests a user makes in a minute, by the API server's own audit log.
struct IdleBenchmark {
  let auditLog: String
  let userAgent: String

  func run() async throws {
    let before = try requests()
    try await ContinuousClock().sleep(for: .seconds(60))
    let after = try requests()
    let during = after.dropFirst(before.count)
    let watches = during.count { $0["verb"] == "watch" }
    print("idle for 60 s: \(during.count - watches) requests, and \(watches) watches renewed")
  }

  private func requests() throws -> [JSON] {
    try [UInt8](Data(contentsOf: URL(filePath: auditLog))).split(separator: UInt8(ascii: "\n"))
      .compactMap { try? JSON.parse(Array($0)) }
      .filter { $0["userAgent"]?.string?.hasPrefix(userAgent) == true && $0["stage"] == "ResponseComplete" }
  }
}
