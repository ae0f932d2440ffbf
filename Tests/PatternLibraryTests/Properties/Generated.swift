import JSONTree
import PatternLibrary
import PodPatternAPI
import TestSupport
import Testing

/// A random PodPattern and what the library makes of it, which all properties are checked on.
struct Generated: Sendable, CustomTestStringConvertible {
  /// A failure is repeated by this seed alone.
  static let seed: UInt64 = 0x506F_6450_6174_7465

  let index: Int
  let manifest: JSON
  let podPattern: PodPattern
  let composition: Composition

  var testDescription: String { "PodPattern \(index) of seed \(Self.seed): \(manifest.serializedString())" }

  /// The objects; `nil` where something was taken twice.
  var objects: [JSON]? { if case .success(let objects, _, _) = composition { objects } else { nil } }

  /// The composed pod; `nil` where something was taken twice.
  var pod: JSON? { objects?.first { $0["kind"] == "Deployment" }?["spec", "template", "spec"] }

  /// What the composition is in bytes.
  var bytes: [UInt8] { composition.bytes }

  /// The first PodPatterns of the seed, for a server with native sidecars.
  static func first(_ count: Int) throws -> [Generated] {
    var random = RandomPodPatterns(seed: seed)
    return try (0..<count).map { try Generated(random.next(), .test, index: $0) }
  }

  init(_ manifest: JSON, _ options: CompositionOptions, index: Int = 0) throws {
    self.index = index
    self.manifest = manifest
    podPattern = try PodPattern.decode(manifest)
    composition = Composer(options).compose(podPattern)
  }

  static let thousands = Result { try first(2000) }
}

extension Composition {
  /// Everything that it says, in bytes.
  var bytes: [UInt8] {
    switch self {
    case .success(let objects, let extensions, let warnings):
      JSON.array(
        objects + extensions.map(\.object)
          + (extensions.flatMap(\.touched) + warnings.map(\.description)).map(JSON.string)
      ).serialized()
    case .failure(let problems): JSON.array(problems.map { .string($0.description) }).serialized()
    }
  }
}
