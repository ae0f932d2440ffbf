import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct CredentialsTests {
  /// A file whose content a test changes; `nil` while it cannot be read.
  private final class File: Sendable {
    private let state: Mutex<(content: String?, reads: Int)>
    init(_ content: String?) { state = Mutex((content, 0)) }
    func write(_ content: String?) { state.withLock { $0.content = content } }
    var reads: Int { state.withLock { $0.reads } }
    func read() throws(FileError) -> [UInt8] {
      let content = state.withLock { state in
        state.reads += 1
        return state.content
      }
      guard let content else { throw FileError(description: "permission denied", isMissing: false) }
      return Array(content.utf8)
    }
  }

  private func source(_ file: File, initial: Secret? = nil, clock: ManualClock) -> TokenSource {
    TokenSource(.tokenFile(path: "/token", initial: initial), clock: clock) { _ throws(FileError) in try file.read() }
  }

  @Test func fileIsReadAgainAfterAMinute() throws {
    let (file, clock) = (File("one\n"), ManualClock())
    let source = source(file, clock: clock)
    #expect(try source.token()?.value == "one")
    file.write("two")
    clock.advance(by: .seconds(59))
    #expect(try source.token()?.value == "one")
    #expect(file.reads == 1)
    clock.advance(by: .seconds(1))
    #expect(try source.token()?.value == "two")
  }

  @Test func refusedTokenIsReadAgainAtOnce() throws {
    let (file, clock) = (File("one"), ManualClock())
    let source = source(file, clock: clock)
    _ = try source.token()
    file.write("two")
    source.expire()
    #expect(try source.token()?.value == "two")
  }

  @Test func lastTokenIsKeptWhileTheFileCannotBeRead() throws {
    let (file, clock) = (File("one"), ManualClock())
    let source = source(file, clock: clock)
    _ = try source.token()
    file.write(nil)
    clock.advance(by: .seconds(60))
    #expect(try source.token()?.value == "one")
    #expect(try self.source(File(nil), initial: Secret("first"), clock: clock).token()?.value == "first")
  }

  @Test func unreadableFileIsAnErrorWithoutAnyToken() {
    let error = #expect(throws: KubernetesError.self) { try source(File(nil), clock: ManualClock()).token() }
    #expect(error?.description == "/token: permission denied")
  }

  @Test(arguments: ["", " \n", "top\nsecret", "top secret", "topsecret\u{0}", "topsécret"])
  func badTokensAreRefusedWithoutRepeatingThem(token: String) {
    let error = #expect(throws: KubernetesError.self) { try source(File(token), clock: ManualClock()).token() }
    #expect(error?.description.contains("token") == true)
    #expect(error?.description.contains("secret") == false)
  }

  @Test func secretsDoNotShow() {
    let secret = Secret("hunter2")
    let pair = TLSSettings.ClientCertificate(chain: .file(path: "/c"), privateKey: .inline(secret))
    let plugin = CredentialPlugin(command: "x", arguments: [secret], environment: ["a": secret], cluster: "hunter2")
    var dumped = ""
    dump(Credentials.tokenFile(path: "/t", initial: secret), to: &dumped)
    dump(TLSSettings(clientCertificate: pair), to: &dumped)
    dump(Credentials.plugin(plugin), to: &dumped)
    dump(PluginCredential(token: secret, certificate: nil, expiration: nil), to: &dumped)
    for text in [
      "\(secret)", String(reflecting: secret), "\(Credentials.token(secret))", "\(pair)", "\(plugin)", dumped,
    ] {
      #expect(!text.contains("hunter2"))
      #expect(text.contains("redacted"))
    }
  }
}
