import JSONTree
import PodPatternAPI
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
      ("Rollouts/a", "rollouts/a"), ("rollout.argoproj.io/a", "rollout.argoproj.io/a"),
    ])
  func known(text: String, expected: String) { #expect(WorkloadReference(text)?.description == expected) }

  @Test(
    "Anything else is refused",
    arguments: [
      "", "/", "web", "deploy", "deploy/", "/web", "deploy/web/x", "pod/web", "Pods/web", "job/web", "jobs.batch/web",
      "deploy web", "deployment /web", ".x/web", "1/web", "röllout/web", "a\u{0}/web",
    ])
  func unknown(text: String) { #expect(WorkloadReference(text) == nil) }

  @Test(
    "A kind that is not Kubernetes' own is what a PodPattern extends",
    arguments: [
      ("rollout/web", true), ("rollouts.argoproj.io/web", true), ("Rollout.ARGOPROJ.io/web", true),
      ("rollout/other", false), ("rollout.example.com/web", false), ("roll/web", false), ("deploy/web", false),
    ])
  func other(text: String, isTarget: Bool) throws {
    let manifest: JSON = [
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind), "metadata": ["name": "a"],
      "spec": ["target": ["kind": "Rollout", "apiVersion": "argoproj.io/v1alpha1", "name": "web"]],
    ]
    let target = try #require(try PodPattern.decode(manifest).spec.target)
    #expect(try #require(WorkloadReference(text)).isTarget(target) == isTarget)
  }
}
