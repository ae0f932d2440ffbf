import FoundationEssentials
import JSONTree
import Logging
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a broken server, or something on the way, can do to an answer.
@Suite(.timeLimit(.minutes(10))) struct BrokenAnswerTests {
  private static let list = #"{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}}]}"#
  private static let event = #"{"type":"ADDED","object":{"metadata":{"name":"a"}}}"#

  /// How a connection ends after its answer.
  enum End: Sendable { case close, reset }

  @Test func handshakeThatHangsEndsByTheLimitForConnections() async throws {
    try await Loopback.withSilentListener { port in
      var tls = TLSSettings()
      tls.skipsVerification = true
      let client = try KubernetesClient(
        configuration: ClientConfiguration(server: try ServerAddress("https://127.0.0.1:\(port)"), tls: tls),
        userAgent: UserAgent(name: "tests", version: "0"),
        limits: ClientLimits(requestTimeout: .seconds(8), connection: .milliseconds(100)), logger: .silent)
      let error = await error(of: { try await client.serverVersion() })
      try await client.shutdown()
      guard case .transport(let error) = error else {
        Issue.record("\(error)")
        return
      }
      #expect([.connect, .tls].contains(error.kind), "\(error)")
    }
  }

  private static func answer(_ body: String, length: Int? = nil, headers: String = "") -> String {
    """
    HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\(headers)\
    Content-Length: \(length ?? body.utf8.count)\r\n\r\n\(body)
    """
  }

  private static func chunked(_ chunks: [[UInt8]], headers: String = "") -> [UInt8] {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\(headers)Transfer-Encoding: chunked\r\n\r\n"
    let body = chunks.flatMap { Array("\(String($0.count, radix: 16))\r\n".utf8) + $0 + Array("\r\n".utf8) }
    return Array(head.utf8) + body + Array("0\r\n\r\n".utf8)
  }

  /// Asks a server that answers each connection with the given bytes.
  private func ask<Result: Sendable>(
    answering bytes: [UInt8], bytesPerWrite: Int = .max, end: End = .close, limits: ClientLimits = ClientLimits(),
    _ call: @escaping @Sendable (KubernetesClient) async throws -> Result
  ) async throws -> Result {
    try await withServer { connection, inbound, outbound in
      var iterator = inbound.makeAsyncIterator()
      _ = try await readHead(&iterator)
      var rest = bytes[...]
      while !rest.isEmpty {
        try await outbound.write(ByteBuffer(bytes: rest.prefix(bytesPerWrite)))
        rest = rest.dropFirst(bytesPerWrite)
      }
      if end == .reset, let options = connection.channel as? any SocketOptionProvider {
        try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
      }
    } _: { port in
      let client = try KubernetesClient(
        configuration: ClientConfiguration(server: try ServerAddress("http://127.0.0.1:\(port)")),
        userAgent: UserAgent(name: "tests", version: "0"), limits: limits, logger: .silent)
      do {
        let result = try await call(client)
        try await client.shutdown()
        return result
      } catch {
        try await client.shutdown()
        throw error
      }
    }
  }

  private func listError(
    _ answer: [UInt8], end: End = .close, limits: ClientLimits = ClientLimits()
  ) async throws -> KubernetesError? {
    try await ask(answering: answer, end: end, limits: limits) { client in
      await error(of: { for try await _ in client.list(.pods) {} })
    }
  }

  private func names(_ answer: [UInt8], bytesPerWrite: Int = .max) async throws -> [String?] {
    try await ask(answering: answer, bytesPerWrite: bytesPerWrite) { client in
      var names: [String?] = []
      for try await page in client.list(.pods) { names += page.items.map { $0["metadata", "name"]?.string } }
      return names
    }
  }

  @Test func answerInOneByteWrites() async throws {
    #expect(try await names(Array(Self.answer(Self.list).utf8), bytesPerWrite: 1) == ["a"])
  }

  @Test func watchInOneByteWrites() async throws {
    let line = Array("\(Self.event)\n".utf8)
    let events = try await ask(answering: Self.chunked([line, line]), bytesPerWrite: 1) { client in
      var events: [WatchEvent] = []
      for try await event in client.watch(.pods, from: "1") { events.append(event) }
      return events
    }
    #expect(events == Array(repeating: .added(["metadata": ["name": "a"]]), count: 2))
  }

  @Test func compressedAnswerOfUnknownLength() async throws {
    let gzip = try Self.decode(Self.compressedList)
    let parts = [Array(gzip.prefix(20)), Array(gzip.dropFirst(20))]
    #expect(try await names(Self.chunked(parts, headers: "Content-Encoding: gzip\r\n"), bytesPerWrite: 7) == ["a"])
  }

  @Test(arguments: [10, 30, 60]) func truncatedCompressionIsAnError(length: Int) async throws {
    let gzip = try Self.decode(Self.compressedList).prefix(length)
    let error = try await listError(Self.chunked([Array(gzip)], headers: "Content-Encoding: gzip\r\n"))
    #expect(error?.isRetryable == true, "\(error)")
  }

  @Test func whatIsNoCompressionIsAnError() async throws {
    let error = try await listError(Self.chunked([Array(Self.list.utf8)], headers: "Content-Encoding: gzip\r\n"))
    #expect(error?.isRetryable == true, "\(error)")
  }

  /// 100 KB in 145 bytes: the limit is about what it becomes.
  @Test func compressionDoesNotGetAroundTheLimit() async throws {
    let answer = Self.chunked([try Self.decode(Self.compressedLongText)], headers: "Content-Encoding: gzip\r\n")
    let error = try await listError(answer, limits: ClientLimits(responseBody: 10_000))
    #expect(error?.description.contains("the body is longer than 10000 bytes") == true, "\(error)")
  }

  @Test(arguments: [End.close, .reset]) func connectionThatEndsInTheBodyIsAnError(end: End) async throws {
    let answer = Self.answer(String(Self.list.prefix(20)), length: 100)
    guard case .transport(let error) = try await listError(Array(answer.utf8), end: end) else {
      Issue.record("no transport error")
      return
    }
    #expect(error.kind == .closed)
  }

  @Test func truncatedJSONIsAnError() async throws {
    for length in 0..<Self.list.utf8.count {
      let body = String(Self.list.prefix(length))
      let (client, _) = try KubernetesClient.stub { _ in .json(body) }
      let error = await error(of: { for try await _ in client.list(.pods) {} })
      guard case .invalidResponse = error else {
        Issue.record("\(length): \(String(describing: error))")
        return
      }
    }
  }

  @Test func pageOfAProxyIsAnError() async throws {
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 19\r\n\r\n<html>log in</html>"
    let error = try await listError(Array(page.utf8))
    #expect(error?.description.contains("in text/html; it begins with: <html>log in</html>") == true, "\(error)")
  }

  @Test(arguments: ["", "\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 twohundred\r\n\r\n", "HTTP/1.1 200 OK\r\nX"])
  func whatIsNoHTTPIsAnError(text: String) async throws {
    let error = try await listError(Array(text.utf8))
    #expect(error?.isRetryable == true, "\(error)")
  }

  @Test func headersWithoutEndAreAnError() async throws {
    let head = "HTTP/1.1 200 OK\r\n" + String(repeating: "X: \(String(repeating: "x", count: 1000))\r\n", count: 1000)
    let error = try await listError(Array(head.utf8))
    #expect(error?.description.contains("too many header bytes seen") == true, "\(error)")
  }

  @Test(arguments: [End.close, .reset]) func watchThatEndsInAnEventIsAnError(end: End) async throws {
    let line = Array("\(Self.event)\n".utf8)
    let whole = Self.chunked([line, line])
    let cut = Array(whole.prefix(whole.count - 30))
    let outcome = try await ask(answering: cut, end: end) { client in
      var iterator = client.watch(.pods, from: "1").makeAsyncIterator()
      let first = try? await iterator.next()
      return (first != nil, await error(of: { while try await iterator.next() != nil {} }))
    }
    // A reset may overtake what was sent before it.
    #expect(outcome.0 || end == .reset)
    guard case .transport(let error) = outcome.1 else {
      Issue.record("\(outcome)")
      return
    }
    #expect(error.kind == .closed)
  }

  static func decode(_ base64: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: base64))) }

  /// `list`, by gzip.
  static let compressedList = """
    H4sIAAAAAAACA6tWyk0tSUxJLElUsqpWKkotzi8tSk4NSy0qzszPU7JSMleq1VHKLEnNLVayiq5GUZyXmJsKVJGoVFsbWwsAYeLyNEgAAAA=
    """

  /// A member of 100,000 equal characters, by gzip.
  static let compressedLongText = """
    H4sIAAAAAAACA+3BQQ0AMAgEMC8nAzdzQULwPhs82k5eKg0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACclf3BUFyEqIYBAA==
    """
}
