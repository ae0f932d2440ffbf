/// Which parts of a text the parser makes a tree of.
///
/// What is left out is checked to be JSON and then forgotten, so that it costs no memory, and a fraction of the time: of an
/// object of the Kubernetes API, `metadata.managedFields` alone is often the half.
///
/// ```swift
/// let filter = JSONFilter.everything
///   .omitting("status")
///   .keepingElements(of: "metadata", "managedFields", where: "manager", is: "example")
/// ```
///
/// Paths go through arrays: `spec`, `containers`, `env` means the member of each element.
public struct JSONFilter: Sendable, Hashable {
  /// Leaves nothing out.
  public static let everything = JSONFilter()

  private(set) var members: [String: JSONFilter] = [:]
  private(set) var isOmitted = false
  private(set) var elementCondition: ElementCondition?

  /// What an element of an array must hold to be kept.
  struct ElementCondition: Sendable, Hashable {
    let key: String
    let value: String
  }

  private init() {}

  /// A filter of an object's member, and of nothing else of the object.
  public init(member key: String, _ filter: JSONFilter) {
    if !filter.isEverything { members[key] = filter }
  }

  /// A filter that also leaves out the member at a path.
  public func omitting(_ path: String...) -> JSONFilter {
    changing(path[...]) { $0.isOmitted = true }
  }

  /// A filter that also leaves out those elements of the array at a path that are not objects with a member of the given
  /// text.
  public func keepingElements(of path: String..., where key: String, is value: String) -> JSONFilter {
    changing(path[...]) { $0.elementCondition = ElementCondition(key: key, value: value) }
  }

  /// Whether nothing is left out.
  public var isEverything: Bool { members.isEmpty && !isOmitted && elementCondition == nil }

  private func changing(_ path: ArraySlice<String>, _ change: (inout JSONFilter) -> Void) -> JSONFilter {
    var filter = self
    if let key = path.first {
      filter.members[key] = (members[key] ?? .everything).changing(path.dropFirst(), change)
    } else {
      change(&filter)
    }
    return filter
  }
}
