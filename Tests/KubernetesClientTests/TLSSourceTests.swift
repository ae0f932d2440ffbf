import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct TLSSourceTests {
  private typealias Pair = (certificate: String, privateKey: String)
  private let first: Pair = (TestCertificates.certificate, TestCertificates.privateKey)
  private let second: Pair = (TestCertificates.otherCertificate, TestCertificates.otherPrivateKey)

  /// Files that a test changes.
  private final class Files: Sendable {
    private let contents: Mutex<[String: String]>
    init(_ contents: [String: String]) { self.contents = Mutex(contents) }
    subscript(path: String) -> String? {
      get { contents.withLock { $0[path] } }
      set { contents.withLock { $0[path] = newValue } }
    }
    func read(_ path: String) throws(FileError) -> [UInt8] {
      guard let text = self[path] else { throw FileError(description: "no such file", isMissing: true) }
      return Array(text.utf8)
    }
  }

  private let settings = TLSSettings(
    certificateAuthorities: .file(path: "ca"),
    clientCertificate: .init(chain: .file(path: "crt"), privateKey: .file(path: "key")))

  private func make() throws -> (TLSSource, Files, ManualClock) {
    let clock = ManualClock()
    let files = Files(["ca": first.certificate, "crt": first.certificate, "key": first.privateKey])
    let source = try TLSSource(settings, clock: clock, logger: .silent) { path throws(FileError) in
      try files.read(path)
    }
    return (source, files, clock)
  }

  @Test func renewedPairIsUsedAfterAMinute() throws {
    let (source, files, clock) = try make()
    (files["crt"], files["key"]) = (second.certificate, second.privateKey)
    clock.advance(by: .seconds(59))
    #expect(source.version().number == 0)
    clock.advance(by: .seconds(1))
    let renewed = source.version()
    #expect(renewed.number == 1)
    #expect(renewed.configuration.certificateChain != source.initial.certificateChain)
    clock.advance(by: .seconds(60))
    #expect(source.version().number == 1)
  }

  @Test func renewedAuthoritiesAreUsed() throws {
    let (source, files, clock) = try make()
    files["ca"] = second.certificate
    clock.advance(by: .seconds(60))
    #expect(source.version().configuration.trustRoots != source.initial.trustRoots)
  }

  @Test func refusalReadsAtOnce() throws {
    let (source, files, _) = try make()
    (files["crt"], files["key"]) = (second.certificate, second.privateKey)
    source.expire()
    #expect(source.version().number == 1)
  }

  @Test func whatCannotBeUsedLeavesWhatIsInUse() throws {
    let (source, files, clock) = try make()
    files["crt"] = second.certificate
    clock.advance(by: .seconds(60))
    #expect(source.version().number == 0)
    (files["crt"], files["key"]) = (nil, second.privateKey)
    clock.advance(by: .seconds(60))
    #expect(source.version().number == 0)
    files["crt"] = second.certificate
    clock.advance(by: .seconds(60))
    #expect(source.version().number == 1)
  }

  @Test func pluginsCertificateIsUsedUnlessTheSettingsHaveOne() throws {
    let certificate = TLSMaterial.ClientCertificate(
      chain: Array(second.certificate.utf8), privateKey: Secret(second.privateKey))
    let (withCertificate, _, _) = try make()
    let without = try TLSSource(TLSSettings(), clock: ManualClock(), logger: .silent)
    #expect(without.version(certificate: certificate).configuration.certificateChain.count == 1)
    #expect(without.version(certificate: certificate).number == 1)
    #expect(
      withCertificate.version(certificate: certificate).configuration.certificateChain
        == withCertificate.initial.certificateChain)
  }
}
