import JSONTree
import KubernetesClient
import Subprocess
import TestSupport
import Testing

/// A migration that runs once for each version, on a real API server with the real Job controller and a real database.
///
/// There is no node: the test runs the container's command in the kubelet's place.
@Suite(
  "Migrating on a real API server", .serialized,
  .enabled(if: TestCluster.isAvailable, TestCluster.requirement),
  .enabled(if: PostgreSQL.isAvailable, "needs PostgreSQL (initdb, postgres, psql): hack/test provides it"))
struct MigrationTests {
  @Test("The schema is there before the application, and a migration that fails leaves the old pods as they are")
  func versions() async throws {
    try await PostgreSQL.with { port in
      try await TestNamespace.with { namespace in
        try await namespace.withOperator {
          let first = manifest("create table orders (id integer)", version: "1", port)
          try await namespace.apply(first)
          try await namespace.waitFor("Reconciling", reason: "Migrating", of: "web")
          for resource in [APIResource.deployments, .services] {
            #expect(try await namespace.find(resource, "web") == nil, "before the migration")
          }
          try await namespace.runPod(ofJobFor: first)
          try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
          #expect(try await PostgreSQL.query("select count(*) from orders", port: port) == "0\n")
          let before = try #require(try await namespace.find(.deployments, "web"))

          let second = manifest("create table orders (id integer)", version: "2", port)
          try await namespace.apply(second)
          try await namespace.runPod(ofJobFor: second)
          let stalled = try await namespace.waitFor("Stalled", reason: "MigrationFailed", of: "web")
          #expect(stalled["message"]?.string?.contains("has failed, and nothing else was changed") == true)
          try await namespace.waitForEvent("MigrationFailed", of: "web", note: "Job/web-schema-")
          let during = try await namespace.find(.deployments, "web")
          #expect(during?["metadata", "resourceVersion"] == before["metadata", "resourceVersion"])

          let third = manifest("alter table orders add column total integer", version: "3", port)
          try await namespace.apply(third)
          try await namespace.runPod(ofJobFor: third)
          try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
          let after = try await namespace.find(.deployments, "web")
          #expect(after?["spec", "template", "spec"]?["containers"]?.array?.first?["image"] == "example.com/web:3")
          for old in [first, second] {
            let name = try Sample.jobName(of: old)
            try await eventually("Job/\(name) is gone") {
              try await namespace.find(.jobs, name) == nil ? true : nil
            }
          }
          #expect(try await namespace.find(.jobs, Sample.jobName(of: third)) != nil)
        }
      }
    }
  }

  @Test("A failed migration is tried again when its Job is deleted, and a completed one is not when others change")
  func again() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        var manifest = Sample.withoutPods(Sample.application(patterns: [Sample.migration(image: "m:1")]))
        let job = try Sample.jobName(of: manifest)
        try await namespace.apply(manifest)
        try await namespace.endPod(ofJob: job, succeeding: false)
        try await namespace.waitFor("Stalled", reason: "MigrationFailed", of: "web")
        try await namespace.admin.delete(.jobs, namespace.key(job), propagation: .background)
        try await namespace.endPod(ofJob: job, succeeding: true)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
        let before = try await namespace.find(.jobs, job)

        manifest["spec"]?["workload"]?["template"]?["spec"]?["nodeSelector"] = ["disk": "fast"]
        try await namespace.apply(manifest)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
        #expect(try await namespace.find(.jobs, job) == before)
      }
    }
  }

  private func manifest(_ sql: String, version: String, _ port: Int) -> JSON {
    let command = [
      "psql", "-h", "127.0.0.1", "-p", "\(port)", "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-c", sql,
    ]
    var manifest = Sample.withoutPods(
      Sample.application(patterns: [Sample.migration(image: "example.com/m:\(version)", command: command)]))
    manifest["spec"]?["workload"]?["template"] = [
      "spec": ["containers": [["name": "web", "image": .string("example.com/web:\(version)")]]]
    ]
    return manifest
  }
}

extension TestNamespace {
  /// Runs the container of a PodPattern's Job on this machine, and says in its pod's status how it ended.
  fileprivate func runPod(ofJobFor manifest: JSON) async throws {
    let name = try Sample.jobName(of: manifest)
    let pod = try await pod(ofJob: name)
    let command = (pod["spec", "containers"]?.array?.first?["command"]?.array ?? []).compactMap(\.string)
    let result = try await Subprocess.run(
      .path(.init(try #require(Programs.find(command[0])))), arguments: Arguments(Array(command.dropFirst())),
      output: .discarded, error: .discarded)
    try await endPod(ofJob: name, succeeding: result.terminationStatus.isSuccess)
  }
}
