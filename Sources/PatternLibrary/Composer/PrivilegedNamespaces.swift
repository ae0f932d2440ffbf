/// The namespaces in which PodPatterns may declare what reaches the node.
public struct PrivilegedNamespaces: Sendable, Hashable {
  /// `nil` for all.
  private let names: Set<String>?

  /// These namespaces alone.
  public init(_ names: Set<String>) { self.names = names }

  /// All namespaces, or none.
  public init(everywhere: Bool) { names = everywhere ? nil : [] }

  /// Whether it is allowed in a namespace; in one that is not known only where it is allowed in all.
  public func contains(_ namespace: String?) -> Bool {
    guard let names else { return true }
    return namespace.map(names.contains) ?? false
  }
}

extension PrivilegedNamespaces: ExpressibleByBooleanLiteral {
  /// `true` for all namespaces, `false` for none.
  public init(booleanLiteral everywhere: Bool) { self.init(everywhere: everywhere) }
}
