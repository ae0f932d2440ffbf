import JSONTree
import PatternLibrary
import PodPatternAPI

/// Which pattern of a PodPattern has added which part of a pod.
///
/// What goes when a PodPattern is composed without a pattern is that pattern's. Where a PodPattern cannot be composed, the
/// names tell: containers are named after their pattern, and so are volumes.
struct Attribution: Sendable {
  private let patterns: [String]
  private let composed: [PodPart: String]

  /// - Parameters:
  ///   - podPattern: the object as the API server has it.
  ///   - target: what it extends, where that is somebody else's.
  init(_ podPattern: JSON, composer: Composer, target: TargetState?, templatePath: [String]) {
    let patterns = podPattern["spec", "patterns"]?.array ?? []
    self.patterns = patterns.compactMap { $0["name"]?.string }
    let parts = { (object: JSON) in
      Self.template(of: object, composer, target, templatePath).map { PodParts(template: $0).contents }
    }
    guard let whole = parts(podPattern) else {
      composed = [:]
      return
    }
    var composed: [PodPart: String] = [:]
    for (index, pattern) in patterns.enumerated() {
      guard let name = pattern["name"]?.string else { continue }
      var others = patterns
      others.remove(at: index)
      var without = podPattern
      without["spec"]?["patterns"] = .array(others)
      guard let rest = parts(without) else { continue }
      for (part, content) in whole where composed[part] == nil {
        if part.kind.isOnlyThereOrNot ? rest[part] == nil : rest[part]?.value != content.value { composed[part] = name }
      }
    }
    self.composed = composed
  }

  /// The pattern that has added a part of the pod as it is; `nil` where none of them has, or it cannot be told.
  func pattern(of part: PodPart, _ content: PodParts.Content) -> String? {
    if let container = part.container, let pattern = named(container) { return pattern }
    return composed[part]
      ?? named(part.kind == .volumeMount ? content.value["name"]?.string ?? "" : part.name, part.kind)
  }

  private func named(_ name: String, _ kind: PodPart.Kind = .container) -> String? {
    switch kind {
    case .container, .initContainer: patterns.first { $0 == name }
    case .volume, .volumeMount:
      patterns.filter { name == $0 || name.hasPrefix("\($0)-") }.max { $0.utf8.count < $1.utf8.count }
    case .port, .environmentVariable, .field, .annotation: nil
    }
  }

  private static func template(
    of object: JSON, _ composer: Composer, _ target: TargetState?, _ templatePath: [String]
  ) -> JSON? {
    guard let podPattern = try? PodPattern.decode(object),
      case .success(let objects, let extensions, _) = composer.compose(podPattern, target: target)
    else { return nil }
    let candidates = target == nil ? objects : extensions.map(\.object)
    // Without a pattern nothing may be left to extend.
    return candidates.filter { $0["kind"] != "Job" }.lazy.compactMap { $0.value(at: templatePath) }.first
      ?? (target == nil ? nil : [:])
  }
}

extension PodPart.Kind {
  /// Whether what it holds changes for other reasons than the pattern that has added it.
  fileprivate var isOnlyThereOrNot: Bool { self == .container || self == .initContainer }
}
