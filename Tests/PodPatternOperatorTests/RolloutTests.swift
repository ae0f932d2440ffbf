import JSONTree
import Testing

@testable import PodPatternOperator

@Suite("Rollout, as kubectl rollout status judges it")
struct RolloutTests {
  static func deployment(replicas: JSON?, generation: Int64, paused: JSON? = nil, status: JSON) -> JSON {
    var deployment: JSON = ["metadata": ["generation": .integer(generation)], "spec": [:], "status": status]
    deployment["spec"]?["replicas"] = replicas
    deployment["spec"]?["paused"] = paused
    return deployment
  }

  static let cases: [(deployment: JSON, rollout: Rollout)] = [
    (deployment(replicas: nil, generation: 1, status: [:]), .progressing),
    (deployment(replicas: nil, generation: 1, paused: true, status: [:]), .paused),
    (deployment(replicas: 0, generation: 1, status: ["observedGeneration": 1]), .complete),
    (deployment(replicas: 0, generation: 2, status: ["observedGeneration": 1]), .progressing),
    (
      deployment(
        replicas: 2, generation: 1,
        status: ["observedGeneration": 1, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2]), .complete
    ),
    (
      deployment(
        replicas: 2, generation: 1,
        status: ["observedGeneration": 1, "replicas": 3, "updatedReplicas": 2, "availableReplicas": 2]), .progressing
    ),
    (
      deployment(
        replicas: 2, generation: 1,
        status: ["observedGeneration": 1, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 1]), .progressing
    ),
    (
      deployment(
        replicas: 1, generation: 1,
        status: [
          "observedGeneration": 1,
          "conditions": [
            ["type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "too slow"]
          ],
        ]), .failed(reason: "ProgressDeadlineExceeded", message: "too slow")
    ),
    (
      deployment(
        replicas: 1, generation: 1,
        status: [
          "observedGeneration": 1,
          "conditions": [["type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "quota"]],
        ]), .failed(reason: "FailedCreate", message: "quota")
    ),
    // A failure of the template before.
    (
      deployment(
        replicas: 1, generation: 2,
        status: [
          "observedGeneration": 1,
          "conditions": [["type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "quota"]],
        ]), .progressing
    ),
  ]

  @Test(
    "A Job has ended when a condition says so",
    arguments: [
      (nil, .progressing),
      (["type": "Suspended", "status": "True"], .progressing),
      (["type": "Complete", "status": "False"], .progressing),
      (["type": "Complete", "status": "True"], .complete),
      (["type": "Failed", "status": "True", "reason": "R", "message": "m"], .failed(reason: "R", message: "m")),
    ] as [(JSON?, Rollout)])
  func job(condition: JSON?, rollout: Rollout) throws {
    let job: JSON = ["status": ["conditions": .array([condition].compactMap(\.self))]]
    #expect(Rollout(job: try job.kept(by: LiveObject.filter)) == rollout)
  }

  @Test("Each state", arguments: cases)
  func state(deployment: JSON, rollout: Rollout) throws {
    #expect(Rollout(deployment: try deployment.kept(by: LiveObject.filter)) == rollout)
  }
}
