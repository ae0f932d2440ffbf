import TestSupport
import Testing

/// Gives the suites on the node one operator for the whole cluster, with the rights of `deploy/`, as its users have it.
struct NodeOperator: SuiteTrait, TestScoping {
  /// The user that the API server knows it as.
  static let user = "system:serviceaccount:podpattern-system:podpattern"

  /// The only namespace in which PodPatterns may declare what reaches the node.
  static let privilegedNamespace = PodNamespace.makeName()

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let options = [
      "--leader-elect", "--leader-election-namespace", "podpattern-system",
      "--allow-privileged-namespace", Self.privilegedNamespace,
    ]
    try await withoutActuallyEscaping(function) { tests in
      _ = try await OperatorProgram.with(kubeconfig: Node.operatorKubeconfig, options: options) { _ in
        try await tests()
      }
    }
  }
}

extension Trait where Self == NodeOperator {
  /// An operator of the suites' own.
  static var nodeOperator: Self { NodeOperator() }
}

/// The suites on a node on which pods really run. They run side by side, each test in a namespace of its own.
@Suite("On a node", .enabled(if: Node.isAvailable, Node.requirement), .nodeOperator)
enum NodeSuites {}
