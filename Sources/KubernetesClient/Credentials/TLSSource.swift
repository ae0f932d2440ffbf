// The TLS configuration of the next connection, made anew when a certificate or key was renewed.

import Logging
import NIOSSL
import Synchronization

/// Hands out the TLS configuration that requests ask a connection for.
///
/// Files are read again when the last time was a minute ago, as tokens are. What cannot be used (a certificate that is
/// replaced already beside a key that is not yet) leaves the configuration as it was. A connection keeps the
/// configuration that it was made with; those that no request asks for any more close when they are idle.
final class TLSSource: Sendable {
  /// How long what was read from files is used before they are read again.
  static let maximumAge = TokenSource.maximumAge

  /// One configuration out of those that follow each other.
  struct Version: Sendable {
    let number: Int
    let configuration: TLSConfiguration
  }

  private struct State {
    var files: TLSMaterial
    var certificate: TLSMaterial.ClientCertificate?
    var version: Version
    var readAt: Duration
  }

  private let settings: TLSSettings
  private let hasFiles: Bool
  private let logger: Logger
  private let readFile: @Sendable (String) throws(FileError) -> [UInt8]
  private let now: @Sendable () -> Duration
  private let state: Mutex<State>
  /// The first configuration.
  let initial: TLSConfiguration

  /// - Throws: ``KubernetesError/configuration(_:)`` where certificates or keys cannot be used.
  init(
    _ settings: TLSSettings, clock: some Clock<Duration>, logger: Logger,
    readFile: @escaping @Sendable (String) throws(FileError) -> [UInt8] = readFileFromDisk
  ) throws(KubernetesError) {
    let start = clock.now
    let now = { @Sendable in start.duration(to: clock.now) }
    do {
      let files = try TLSMaterial(settings, readFile: readFile)
      let configuration = try files.configuration(skipsVerification: settings.skipsVerification)
      initial = configuration
      state = Mutex(
        State(
          files: files, certificate: nil, version: Version(number: 0, configuration: configuration), readAt: now()))
    } catch {
      throw .configuration(error)
    }
    let pair = settings.clientCertificate
    self.hasFiles = [settings.certificateAuthorities, pair?.chain, pair?.privateKey].contains { $0?.isFile == true }
    self.settings = settings
    self.logger = logger
    self.readFile = readFile
    self.now = now
  }

  /// The configuration for the next request.
  ///
  /// - Parameter certificate: the client certificate of a credential plugin; one in the settings counts over it.
  func version(certificate: TLSMaterial.ClientCertificate? = nil) -> Version {
    let last = state.withLock { $0 }
    let isDue = hasFiles && now() - last.readAt >= Self.maximumAge
    guard isDue || certificate != last.certificate else { return last.version }
    let files = isDue ? readFiles() ?? last.files : last.files
    return state.withLock { state in
      if isDue { state.readAt = now() }
      guard files != state.files || certificate != state.certificate else { return state.version }
      replace(&state, files, certificate)
      return state.version
    }
  }

  /// Makes the next call read the files again, after a connection or a request was refused.
  func expire() {
    state.withLock { $0.readAt = now() - Self.maximumAge }
  }

  private func readFiles() -> TLSMaterial? {
    do {
      return try TLSMaterial(settings, readFile: readFile)
    } catch {
      logger.warning("certificates cannot be read again, those in use stay", metadata: ["error": "\(error)"])
      return nil
    }
  }

  private func replace(_ state: inout State, _ files: TLSMaterial, _ certificate: TLSMaterial.ClientCertificate?) {
    var material = files
    material.clientCertificate = files.clientCertificate ?? certificate
    do {
      let configuration = try material.configuration(skipsVerification: settings.skipsVerification)
      state.version = Version(number: state.version.number + 1, configuration: configuration)
      state.files = files
      state.certificate = certificate
      logger.info("new connections use renewed certificates")
    } catch {
      logger.warning("renewed certificates cannot be used, those before stay", metadata: ["error": "\(error)"])
    }
  }
}
