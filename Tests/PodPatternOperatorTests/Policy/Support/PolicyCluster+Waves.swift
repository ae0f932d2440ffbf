import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

extension PolicyCluster {
  /// Runs a test with Deployments that are rolled out, and with what plays their controller.
  ///
  /// - Parameters:
  ///   - count: how many there are in each namespace.
  ///   - finishes: see ``DeploymentController/with(_:finishes:_:)``.
  static func withDeployments(
    _ count: Int, inNamespaces namespaces: Int, finishes: Bool = true,
    _ body: @escaping @Sendable (PolicyCluster, DeploymentController, [ObjectKey]) async throws -> Void
  ) async throws {
    try await with { cluster in
      try await DeploymentController.with(cluster, finishes: finishes) { controller in
        let all = try await cluster.makeDeployments(count, inNamespaces: namespaces)
        try await cluster.settle(controller, all)
        try await body(cluster, controller, all)
      }
    }
  }

  /// Waits until all Deployments are rolled out as they were made.
  func settle(_ controller: DeploymentController, _ all: [ObjectKey]) async throws {
    try await eventually("the Deployments are known") { () -> Bool? in
      try await controller.finish(Set(all).intersection(controller.rolling))
      return controller.knows(all) && controller.rolling.isEmpty ? true : nil
    }
    controller.forget()
  }

  /// Rolls out the first of a number of Deployments; each wave goes on only when the policy says that it is as wide as it
  /// wants it.
  func roll(_ controller: DeploymentController, _ count: Int, of all: Int, bound: Int) async throws {
    var done = 0
    while done < count {
      let (width, before) = (min(bound, all - done), done)
      try await untilStatus("\(width) are under way, after \(before)") {
        $0.counts == PolicyCounts(matched: all, compliant: before, updating: width, pending: all - before - width)
      }
      try await controller.untilRolling(width)
      try await controller.finish(controller.rolling)
      done += width
    }
  }

  /// Deletes the policy, and waits until nothing of it is left, neither in these Deployments nor elsewhere.
  func leaveNoTrace(_ all: [ObjectKey]) async throws {
    try await deletePolicy()
    try await eventually("the PodPatterns and revisions have gone") {
      let revisions = try await revisions()
      return try await members().isEmpty && revisions.isEmpty ? true : nil
    }
    for key in all {
      let deployment = try await deployment(key)
      #expect(deployment.isAsMade)
      let managers = (deployment["metadata", "managedFields"]?.array ?? []).compactMap { $0["manager"]?.string }
      #expect(managers.allSatisfy { !$0.hasPrefix("podpattern/") })
    }
  }
}

extension JSON {
  /// Whether a Deployment has only what ``Sample/deployment(_:)`` says, and what the server fills in.
  var isAsMade: Bool {
    let pod = self["spec", "template", "spec"]
    let containers = pod?["containers"]?.array ?? []
    return self["metadata", "annotations"] == nil && containers.count == 1 && containers[0]["volumeMounts"] == nil
      && pod?["volumes"] == nil
      && pod?["initContainers"] == nil && self["spec", "template", "metadata", "annotations"] == nil
  }

  /// Adds a container that is somebody's own.
  mutating func addContainer(_ name: String) {
    let containers = self["spec", "template", "spec", "containers"]?.array ?? []
    self["spec"]?["template"]?["spec"]?["containers"] = .array(
      containers + [["name": .string(name), "image": "example.com/other:1"]])
  }
}
