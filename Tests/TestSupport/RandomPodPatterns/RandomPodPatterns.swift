import JSONTree

/// Random PodPatterns that are valid by the schema: of every use case, with more or less of everything that can be set.
///
/// Ports, names and directories differ, so that nearly all compose; now and then something is taken twice. The same seed
/// gives the same PodPatterns everywhere.
public struct RandomPodPatterns: Sendable {
  var random: SeededGenerator
  private let useCases: [RandomUseCase]
  /// The last number that was given out.
  private var lastNumber = 0
  /// Those of other patterns, one of which may be given out again.
  private var repeatableNumbers = 0
  /// Whether the PodPattern has a Service.
  private(set) var hasService = false

  /// PodPatterns of some use cases.
  ///
  /// - Parameters:
  ///   - seed: what determines them.
  ///   - useCases: the use cases to choose from.
  public init(seed: UInt64, useCases: [RandomUseCase] = RandomUseCase.allCases) {
    random = SeededGenerator(seed: seed)
    self.useCases = useCases
  }

  /// The next one.
  ///
  /// - Parameter first: the use case of the first pattern; `nil` for any, or no pattern at all.
  public mutating func next(first: RandomUseCase? = nil) -> JSON {
    lastNumber = 0
    hasService = chance(2)
    var spec: JSON = ["workload": ["template": template()], "patterns": .array(patterns(first: first))]
    if hasService { spec["workload"]?["service"] = service() }
    if chance(3) { spec["workload"]?["replicas"] = .integer(Int64.random(in: 0...5, using: &random)) }
    if chance(2) { spec["application"] = "web" }
    return [
      "apiVersion": "podpattern.dev/v1alpha1", "kind": "PodPattern",
      "metadata": ["name": .string(pick(["app", "shop-2", String(repeating: "n", count: 40)]))], "spec": spec,
    ]
  }

  private mutating func patterns(first: RandomUseCase?) -> [JSON] {
    var sentFields: Set<String> = []
    let others = (0..<Int.random(in: 0...6, using: &random)).map { _ in pick(useCases) }
    return ([first].compactMap(\.self) + others).enumerated().map { index, useCase in
      repeatableNumbers = lastNumber
      var pattern = useCase.pattern(&self)
      pattern["name"] = .string(
        pick(["p\(index)", "pattern-\(index)", "x\(index)-\(String(repeating: "y", count: 40))"]))
      if chance(2) { pattern["application"] = application(&sentFields) }
      return pattern
    }
  }

  /// One in so many times.
  mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

  /// One of some values; there is at least one.
  mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }

  /// A number that no other part of the PodPattern has; once in a while one that another pattern has.
  mutating func number() -> Int {
    if repeatableNumbers > 0, chance(200) {
      defer { repeatableNumbers = 0 }
      return Int.random(in: 1...repeatableNumbers, using: &random)
    }
    lastNumber += 1
    return lastNumber
  }

  /// A port that nothing else of the PodPattern has.
  mutating func port() -> JSON { .integer(Int64(20000 + number())) }

  /// An object with some of its optional members.
  mutating func object(_ required: JSONObject, optional: KeyValuePairs<String, JSON> = [:]) -> JSON {
    var members = required
    for (key, value) in optional where chance(2) { members[key] = value }
    return .object(members)
  }
}
