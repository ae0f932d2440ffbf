import InMemoryLogging
import Logging
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(
  "The certificate of an endpoint",
  .enabled(if: Programs.find("openssl") != nil, "needs openssl on the PATH"), .timeLimit(.minutes(10)))
struct ServingCertificateTests {
  /// A new certificate and key; the paths.
  static func make(_ name: String, in directory: TemporaryDirectory) async throws -> (certificate: String, key: String)
  {
    let paths = ("\(directory.path)/\(name).crt", "\(directory.path)/\(name).key")
    _ = try await Programs.run(
      Programs.find("openssl") ?? "",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
        "/CN=\(name)", "-out", paths.0, "-keyout", paths.1,
      ])
    return paths
  }

  static func copy(_ from: (certificate: String, key: String), to: (certificate: String, key: String)) throws {
    try TemporaryDirectory.write(TemporaryDirectory.read(from.certificate), to: to.certificate)
    try TemporaryDirectory.write(TemporaryDirectory.read(from.key), to: to.key)
  }

  @Test(
    "A renewed certificate is shown to new connections; files that do not fit leave the last good one, and are logged")
  func rotation() async throws {
    let directory = try TemporaryDirectory()
    let (first, second) = (try await Self.make("a", in: directory), try await Self.make("b", in: directory))
    let served = ("\(directory.path)/tls.crt", "\(directory.path)/tls.key")
    try Self.copy(first, to: served)
    let (clock, logs) = (ManualClock(), InMemoryLogHandler())
    let certificate = try ServingCertificate(
      certificate: served.0, key: served.1, clock: RuntimeClock(clock), logger: Logger(label: "test") { _ in logs })
    try await HTTPEndpoint.with(certificate: certificate) { port in
      func isServed(_ pair: (certificate: String, key: String)) async -> Bool {
        let answer = try? await RawConnection.get("/healthz", port: port, trusting: pair.certificate)
        return answer?.hasSuffix("ok") == true
      }
      #expect(await isServed(first))
      #expect(await !isServed(second))

      try Self.copy((second.certificate, first.key), to: served)
      clock.advance(by: .seconds(10))
      #expect(await isServed(first))
      clock.advance(by: .seconds(10))
      #expect(await isServed(first))
      #expect(logs.entries.map(\.level) == [.error])

      try Self.copy(second, to: served)
      #expect(await isServed(first))
      clock.advance(by: .seconds(10))
      #expect(await isServed(second))
      #expect(await !isServed(first))
      // Plain HTTP on a TLS port gets nothing.
      #expect((try? await RawConnection.get("/healthz", port: port))?.contains("ok") != true)
    }
  }

  @Test("Files that cannot be used are an error that names the file, and does not show the key")
  func badFiles() async throws {
    let directory = try TemporaryDirectory()
    let (first, second) = (try await Self.make("a", in: directory), try await Self.make("b", in: directory))
    let none = "\(directory.path)/none"
    for (certificate, key, names) in [
      (none, first.key, none), (first.certificate, none, none), (first.key, first.key, first.key),
      (first.certificate, first.certificate, first.certificate), (first.certificate, second.key, second.key),
    ] {
      let error = #expect(throws: EndpointError.self) {
        try ServingCertificate(certificate: certificate, key: key, logger: .silent)
      }
      #expect(error?.description.hasPrefix("\(names): ") == true)
      let secrets = [first.key, second.key].flatMap {
        TemporaryDirectory.read($0).split(separator: "\n").filter { !$0.hasPrefix("-----") }
      }
      #expect(secrets.count > 4 && secrets.allSatisfy { error?.description.contains($0) == false })
    }
  }
}
