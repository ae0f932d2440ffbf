// Reading a few texts of a JSON text that is not worth a tree.

/// Some places in a JSON text, and what stands there.
///
/// ```swift
/// let paths = JSONTextPaths(["type"], ["object", "metadata", "name"])
/// paths.texts(in: bytes)  // ["MODIFIED", "web"]
/// ```
///
/// Only as much is read as it takes: what stands behind the last of the texts is not looked at, and may be no JSON.
public struct JSONTextPaths: Sendable {
  /// Where a path goes on from one object.
  struct Node: Sendable {
    let name: [UInt8]
    /// Which path ends here, if one does.
    var path: Int?
    var members: [Node] = []
  }

  let root: [Node]
  let count: Int

  /// Places of texts, each as the names of the members that lead to it.
  public init(_ paths: [String]...) {
    var root: [Node] = []
    for (index, path) in paths.enumerated() { Self.add(path[...], index, to: &root) }
    self.root = root
    count = paths.count
  }

  /// The texts at the places, in the order of the places: `nil` where there is none, where a name on the way is written with
  /// escapes, and everywhere behind what is no JSON.
  public func texts(in bytes: UnsafeRawBufferPointer) -> [String?] {
    var parser = JSONParser(bytes: bytes)
    return parser.parseTexts(at: self)
  }

  private static func add(_ path: ArraySlice<String>, _ index: Int, to nodes: inout [Node]) {
    guard let first = path.first else { return }
    let name = Array(first.utf8)
    let position = nodes.firstIndex { $0.name == name } ?? nodes.endIndex
    if position == nodes.endIndex { nodes.append(Node(name: name)) }
    if path.count == 1 {
      nodes[position].path = index
    } else {
      add(path.dropFirst(), index, to: &nodes[position].members)
    }
  }
}
