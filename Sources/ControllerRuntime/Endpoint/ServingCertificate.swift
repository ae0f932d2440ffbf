// The certificate that an endpoint shows, read again when its files change.
import FoundationEssentials
import Logging
import NIOSSL
import Synchronization

/// A certificate chain and its key, in two PEM files.
///
/// - Expected flow: make one, hand it to an ``HTTPEndpoint``.
/// - Guarantees: a renewed certificate is shown by every connection made ten seconds after its files were replaced, or later;
///   connections that exist keep theirs. Files that cannot be used leave the last good certificate in place, and are
///   logged. Nothing runs while nobody connects.
/// - Assumptions: both files are replaced together, as the kubelet does it for a Secret.
/// - Errors: ``EndpointError`` for files that cannot be used at the start.
public final class ServingCertificate: Sendable {
  private static let maximumAge = Duration.seconds(10)

  private struct Loaded {
    var files: [Data]
    var context: NIOSSLContext
    var checkedAt: Duration
    var lastProblem: String?
  }

  private let paths: [String]
  private let clock: RuntimeClock
  private let logger: Logger
  private let loaded: Mutex<Loaded>

  /// Reads the files.
  ///
  /// - Parameters:
  ///   - certificate: The path of the certificate chain, the server's own first.
  ///   - key: The path of the private key.
  ///   - clock: What measures the age of what was read.
  ///   - logger: Where files that cannot be used later are told.
  /// - Throws: ``EndpointError`` that names the file.
  public init(
    certificate: String, key: String, clock: RuntimeClock = RuntimeClock(ContinuousClock()), logger: Logger
  ) throws(EndpointError) {
    paths = [certificate, key]
    self.clock = clock
    self.logger = logger
    let files = try Self.read([certificate, key])
    let context = try Self.context(files, paths: [certificate, key])
    loaded = Mutex(Loaded(files: files, context: context, checkedAt: clock.now))
  }

  /// What the next connection is encrypted with.
  var context: NIOSSLContext {
    let now = clock.now
    return loaded.withLock { loaded in
      if now - loaded.checkedAt >= Self.maximumAge {
        loaded.checkedAt = now
        refresh(&loaded)
      }
      return loaded.context
    }
  }

  private func refresh(_ loaded: inout Loaded) {
    do {
      let files = try Self.read(paths)
      guard files != loaded.files else { return }
      loaded.context = try Self.context(files, paths: paths)
      loaded.files = files
      loaded.lastProblem = nil
      logger.info("serving a renewed certificate", metadata: ["file": "\(paths[0])"])
    } catch {
      guard error.description != loaded.lastProblem else { return }
      loaded.lastProblem = error.description
      logger.error("cannot use the renewed certificate", metadata: ["error": "\(error)"])
    }
  }

  private static func read(_ paths: [String]) throws(EndpointError) -> [Data] {
    var files: [Data] = []
    for path in paths {
      guard let data = try? Data(contentsOf: URL(filePath: path)) else {
        throw EndpointError("\(path): the file cannot be read")
      }
      files.append(data)
    }
    return files
  }

  private static func context(_ files: [Data], paths: [String]) throws(EndpointError) -> NIOSSLContext {
    guard let chain = try? NIOSSLCertificate.fromPEMBytes(Array(files[0])), !chain.isEmpty else {
      throw EndpointError("\(paths[0]): holds no certificate in PEM form")
    }
    guard let key = try? NIOSSLPrivateKey(bytes: Array(files[1]), format: .pem) else {
      throw EndpointError("\(paths[1]): holds no private key in PEM form without a passphrase")
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    guard let context = try? NIOSSLContext(configuration: configuration) else {
      throw EndpointError("\(paths[1]): is not the key of the certificate in \(paths[0])")
    }
    return context
  }
}
