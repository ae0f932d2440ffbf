/// Which parts of a text the parser makes a tree of.
///
/// What is left out is checked to be JSON and then forgotten, so that it costs no memory, and a fraction of the time: of an
/// object of the Kubernetes API, `metadata.managedFields` alone is often the half.
///
/// ```swift
/// let filter = JSONFilter.everything
///   .omitting("status")
///   .keepingElements(of: "metadata", "managedFields") { $0["manager"] == "example" }
/// ```
///
/// Paths go through arrays: `spec`, `containers`, `env` means the member of each element.
public struct JSONFilter: Sendable {
  /// Leaves nothing out.
  public static let everything = JSONFilter()

  private(set) var members: [String: JSONFilter] = [:]
  private(set) var isOmitted = false
  private(set) var keepsElement: (@Sendable (JSON) -> Bool)?

  private init() {}

  /// A filter of an object's member, and of nothing else of the object.
  public init(member key: String, _ filter: JSONFilter) {
    if !filter.isEverything { members[key] = filter }
  }

  /// A filter that also leaves out the member at a path.
  public func omitting(_ path: String...) -> JSONFilter {
    changing(path[...]) { $0.isOmitted = true }
  }

  /// A filter that also leaves out those elements of the array at a path that a test refuses.
  ///
  /// - Parameter test: gets each element as the filter leaves it; what stands there and is no array is not tested.
  public func keepingElements(
    of path: String..., where test: @escaping @Sendable (JSON) -> Bool
  ) -> JSONFilter {
    changing(path[...]) { $0.keepsElement = test }
  }

  /// Whether nothing is left out.
  public var isEverything: Bool { members.isEmpty && !isOmitted && keepsElement == nil }

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
