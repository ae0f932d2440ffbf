import JSONTree

@testable import PodPatternAPI

extension FuzzTarget {
  static let podPattern = FuzzTarget("PodPattern", corpus: Corpus.podPatterns) { bytes, _ in
    guard let document = try? YAML.parse(bytes).first else { return nil }
    _ = try? PodPattern.decode(document)
    _ = document["status"].map(PodPatternStatus.init(lenient:))
    return nil
  }

  static let formats = FuzzTarget("text formats", corpus: Corpus.texts) { bytes, _ in
    let text = String(decoding: bytes, as: UTF8.self)
    let formats: [StringFormat] = [
      .label, .subdomain, .qualifiedName, .labelValue, .image, .httpPath, .directory, .timestamp, .sysctlValue,
    ]
    for format in formats { _ = format.matches(text) }
    return nil
  }

  static let expressions = FuzzTarget("regular expressions", corpus: Corpus.expressions) { bytes, _ in
    let expression = RegularExpression(String(decoding: bytes.prefix(200), as: UTF8.self))
    _ = expression.matches(String(repeating: "a", count: 200))
    return nil
  }
}
