import ArgumentParser
import JSONTree

/// When an object counts as ready: a condition of its status has a status or a reason, for the object's present state.
struct ReadyCondition: Sendable, ExpressibleByArgument {
  let type: String
  let value: String

  init(type: String, value: String) {
    self.type = type
    self.value = value
  }

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return nil }
    self.init(type: parts[0], value: parts[1])
  }

  /// A status about an earlier generation does not count.
  func holds(for object: JSON) -> Bool {
    let status = object["status"]
    if let observed = status?["observedGeneration"], observed != object["metadata", "generation"] { return false }
    guard let condition = status?["conditions"]?.array?.first(where: { $0["type"]?.string == type }) else {
      return false
    }
    return condition["status"]?.string == value || condition["reason"]?.string == value
  }
}
