import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI
import TestSupport
import Testing

// In the kubelet's place: there is no node.
extension TestNamespace {
  /// The pod that the Job controller has made for the Job of this name as it is now.
  func pod(ofJob name: String) async throws -> JSON {
    try await eventually("there is a pod of Job/\(name)") {
      guard let job = try await self.find(.jobs, name), job["metadata", "deletionTimestamp"] == nil else { return nil }
      var pods: [JSON] = []
      for try await page in self.admin.list(.pods, namespace: self.name) { pods += page.items }
      return pods.first { $0["metadata", "ownerReferences"]?.array?.first?["uid"] == job["metadata", "uid"] }
    }.value
  }

  /// Says that the pod of a Job has ended.
  func endPod(ofJob name: String, succeeding: Bool) async throws {
    let pod = try await pod(ofJob: name)
    _ = try await admin.patch(
      .pods, key(pod["metadata", "name"]?.string ?? ""),
      mergePatch: ["status": ["phase": succeeding ? "Succeeded" : "Failed"]], subresource: "status")
  }
}

extension Sample {
  /// A migration as a Job that is not tried again.
  static func migration(image: String, command: [String] = ["migrate"]) -> JSON {
    [
      "name": "schema",
      "init": [
        "migrate": [
          "mode": "OncePerVersion", "backoffLimit": 0,
          "container": ["image": .string(image), "command": .array(command.map(JSON.string))],
        ]
      ],
    ]
  }

  /// The name of the one Job that a PodPattern becomes.
  static func jobName(of manifest: JSON) throws -> String { try #require(try jobNames(of: manifest).first) }

  /// The names of the Jobs that a PodPattern becomes.
  static func jobNames(of manifest: JSON) throws -> [String] {
    let composer = Composer(
      CompositionOptions(capabilities: ClusterCapabilities(kubernetesMinor: 36), allowPrivileged: true))
    guard case .success(let objects, _, _) = composer.compose(try PodPattern.decode(manifest)) else { return [] }
    return objects.filter { $0["kind"] == "Job" }.compactMap { $0["metadata", "name"]?.string }
  }
}
