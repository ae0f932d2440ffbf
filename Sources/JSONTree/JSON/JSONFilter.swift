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
/// Or the other way round, `JSONFilter.nothing.keeping("metadata", "name").keeping("status")`: that alone.
///
/// Paths go through arrays: `spec`, `containers`, `env` means the member of each element.
public struct JSONFilter: Sendable, Hashable {
  /// Leaves nothing out.
  public static let everything = JSONFilter(keepsOthers: true)
  /// Leaves everything out.
  public static let nothing = JSONFilter(keepsOthers: false)

  private var members: [String: JSONFilter] = [:]
  /// Whether members without a filter of their own are kept.
  private var keepsOthers: Bool
  private(set) var elementCondition: ElementCondition?

  /// What an element of an array must hold to be kept.
  struct ElementCondition: Sendable, Hashable {
    let key: String
    let value: String
  }

  private init(keepsOthers: Bool) { self.keepsOthers = keepsOthers }

  /// A filter of an object's member, and of nothing else of the object.
  public init(member key: String, _ filter: JSONFilter) {
    keepsOthers = true
    if !filter.isEverything { members[key] = filter }
  }

  /// A filter that also leaves out the member at a path.
  public func omitting(_ path: String...) -> JSONFilter {
    changing(path[...]) { $0 = .nothing }
  }

  /// A filter that also keeps the whole member at a path, though not what is beside the path.
  public func keeping(_ path: String...) -> JSONFilter {
    changing(path[...]) { $0 = .everything }
  }

  /// A filter that keeps of the array at a path only those elements that are objects with a member of the given text.
  public func keepingElements(of path: String..., where key: String, is value: String) -> JSONFilter {
    changing(path[...]) { filter in
      if filter.isNothing { filter = .everything }
      filter.elementCondition = ElementCondition(key: key, value: value)
    }
  }

  /// Whether nothing is left out.
  public var isEverything: Bool { members.isEmpty && keepsOthers && elementCondition == nil }

  /// Whether nothing is kept.
  var isNothing: Bool { members.isEmpty && !keepsOthers }

  /// What is kept of a member.
  subscript(member key: String) -> JSONFilter { members[key] ?? others }

  private var others: JSONFilter { keepsOthers ? .everything : .nothing }

  private func changing(_ path: ArraySlice<String>, _ change: (inout JSONFilter) -> Void) -> JSONFilter {
    var filter = self
    if let key = path.first {
      let member = self[member: key].changing(path.dropFirst(), change)
      filter.members[key] = member == others ? nil : member
    } else {
      change(&filter)
    }
    return filter
  }
}
