import JSONTree

/// Which objects are meant, by their labels (`metav1.LabelSelector`): all conditions have to hold, and without any every
/// object is meant.
public struct LabelSelector: Sendable, Hashable {
  /// Labels that an object has to have, with these values.
  public let matchLabels: [String: String]
  /// Further conditions.
  public let matchExpressions: [LabelRequirement]

  /// A selector; of every object by default.
  public init(matchLabels: [String: String] = [:], matchExpressions: [LabelRequirement] = []) {
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
  }

  /// Whether an object with these labels is meant.
  public func matches(_ labels: [String: String]) -> Bool {
    matchLabels.allSatisfy { labels[$0.key] == $0.value } && matchExpressions.allSatisfy { $0.matches(labels) }
  }

  /// The selector as Kubernetes' own objects take it; without what is not set.
  public var json: JSON {
    var json: JSON = [:]
    if !matchLabels.isEmpty { json["matchLabels"] = .object(JSONObject(matchLabels)) }
    if !matchExpressions.isEmpty { json["matchExpressions"] = .array(matchExpressions.map(\.json)) }
    return json
  }
}

extension LabelSelector: Fragment {
  init(reading fields: inout FieldReader) {
    matchLabels =
      fields.optional(
        "matchLabels", .map(keys: .qualifiedName, values: .labelValue, count: 0...32),
        "Labels that an object has to have, with these values.") ?? [:]
    matchExpressions =
      fields.optional(
        "matchExpressions", .list(of: .object, count: 0...32, .atomic),
        "Further conditions on the labels of an object; all of them have to hold.") ?? []
  }
}
