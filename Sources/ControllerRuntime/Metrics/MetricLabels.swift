// What tells the series of one metric apart, in the form that Prometheus allows.

/// Names and values of labels, in the order of the names; each name once.
struct MetricLabels: Sendable, Hashable {
  private let pairs: [Pair]

  private struct Pair: Sendable, Hashable {
    let name: String
    let value: String
  }

  /// Labels with every character replaced that a name may not have; of two values of one name the later counts.
  init(_ dimensions: [(String, String)]) {
    let values = Dictionary(dimensions.map { (Self.labelName($0.0), $0.1) }, uniquingKeysWith: { $1 })
    pairs = values.map(Pair.init).sorted { $0.name < $1.name }
  }

  private init(pairs: [Pair]) { self.pairs = pairs }

  /// The same names with a value that stands for all that are not told apart.
  var merged: MetricLabels { MetricLabels(pairs: pairs.map { Pair(name: $0.name, value: "(other)") }) }

  var isEmpty: Bool { pairs.isEmpty }

  /// `{name="value",…}`, with one more label at the end if given; empty where there is none at all.
  func text(and last: (name: String, value: String)? = nil) -> String {
    let all = pairs + (last.map { [Pair(name: $0.name, value: $0.value)] } ?? [])
    guard !all.isEmpty else { return "" }
    return "{" + all.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
  }

  /// `[a-zA-Z_:][a-zA-Z0-9_:]*`
  static func metricName(_ text: String) -> String { name(text) { $0 == ":" } }

  /// `[a-zA-Z_][a-zA-Z0-9_]*`, and neither `le` nor anything with two underscores first, which Prometheus keeps for itself.
  private static func labelName(_ text: String) -> String {
    let name = name(text) { _ in false }
    return name == "le" || name.hasPrefix("__") ? "exported_\(name)" : name
  }

  private static func name(_ text: String, allows: (Unicode.Scalar) -> Bool) -> String {
    var name = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isDigit = "0"..."9" ~= scalar
      let isAllowed = "a"..."z" ~= scalar || "A"..."Z" ~= scalar || scalar == "_" || isDigit || allows(scalar)
      if isDigit, name.isEmpty { name.append("_") }
      name.append(isAllowed ? scalar : "_")
    }
    return name.isEmpty ? "_" : String(name)
  }

  private static func escaped(_ value: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": text.append(contentsOf: "\\\\".unicodeScalars)
      case "\"": text.append(contentsOf: "\\\"".unicodeScalars)
      case "\n": text.append(contentsOf: "\\n".unicodeScalars)
      default: text.append(scalar)
      }
    }
    return String(text)
  }
}
