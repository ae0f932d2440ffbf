import JSONTree
import PodPatternAPI

/// A port of the pod where TLS ends, and the port behind it where the application listens without.
///
/// Other patterns ask for it: an exporter that speaks to the application must not go through it.
struct TLSFront: Sendable {
  let listenPort: Int
  let applicationPort: Int
  let pattern: String
  let listenPath: FieldPath
  let applicationPath: FieldPath
}

extension TLSFront {
  /// The front that the pattern at an index of `spec.patterns` would be; `nil` for patterns that do not end TLS.
  init?(index: Int, pattern: Pattern) {
    guard case .ambassador(.tlsTermination(let useCase)) = pattern.kind else { return nil }
    let path = FieldPath("spec", "patterns").appending(index: index).appending("ambassador").appending("tlsTermination")
    self.init(
      listenPort: useCase.listenPort, applicationPort: useCase.applicationPort, pattern: pattern.name,
      listenPath: path.appending("listenPort"), applicationPath: path.appending("applicationPort"))
  }
}
