import Testing

@testable import PodPatternOperator

@Suite("Workloads as people name them")
struct WorkloadReferenceTests {
  @Test(
    "The kind in any form that kubectl takes",
    arguments: [
      ("Deployment/web", "Deployment/web"), ("deploy/web", "Deployment/web"), ("deployments/web", "Deployment/web"),
      ("deployments.apps/web", "Deployment/web"), ("STS/db-0.x", "StatefulSet/db-0.x"), ("ds/a", "DaemonSet/a"),
      ("rs/a", "ReplicaSet/a"), ("cj/a", "CronJob/a"), ("CronJob.batch/a", "CronJob/a"),
    ])
  func known(text: String, expected: String) { #expect(WorkloadReference(text)?.description == expected) }

  @Test(
    "Anything else is refused",
    arguments: [
      "", "/", "web", "deploy", "deploy/", "/web", "deploy/web/x", "pod/web", "job/web", "deployments.batch/web",
      "deploy web", "deployment /web",
    ])
  func unknown(text: String) { #expect(WorkloadReference(text) == nil) }
}
