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

  /// As Argo's Rollouts, whose controller gives the generation as text, and kinds that follow kstatus.
  static let customCases: [(status: JSON?, rollout: Rollout)] = [
    (nil, .complete),
    (["observedGeneration": 7], .complete),
    (["observedGeneration": 6], .progressing),
    (["observedGeneration": "7"], .complete),
    (["observedGeneration": "6"], .progressing),
    (["observedGeneration": "69cb6cf5b4"], .complete),
    (["conditions": [["type": "Ready", "status": "False"]]], .progressing),
    (["conditions": [["type": "Available", "status": "False"]]], .progressing),
    (["conditions": [["type": "Reconciling", "status": "True"]]], .progressing),
    (["conditions": [["type": "Reconciling", "status": "False"], ["type": "Ready", "status": "True"]]], .complete),
    // A canary half way: the old pods are available.
    (
      [
        "observedGeneration": "7",
        "conditions": [["type": "Available", "status": "True"], ["type": "Healthy", "status": "False"]],
      ], .progressing
    ),
    (
      [
        "observedGeneration": "7",
        "conditions": [["type": "Healthy", "status": "False"], ["type": "Paused", "status": "True"]],
      ], .paused
    ),
    (
      ["conditions": [["type": "InvalidSpec", "status": "True", "reason": "InvalidSpec", "message": "no strategy"]]],
      .failed(reason: "InvalidSpec", message: "no strategy")
    ),
    (
      ["conditions": [["type": "Stalled", "status": "True", "reason": "no word", "message": "stuck"]]],
      .failed(reason: "Stalled", message: "stuck")
    ),
    // A failure of the template before.
    (
      [
        "observedGeneration": "6",
        "conditions": [["type": "Stalled", "status": "True", "reason": "R", "message": "m"]],
      ], .progressing
    ),
  ]

  @Test("A custom kind is judged by its conditions", arguments: customCases)
  func custom(status: JSON?, rollout: Rollout) throws {
    var object: JSON = [
      "apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": ["generation": 7], "spec": [:],
    ]
    object["status"] = status
    #expect(Rollout(target: try object.kept(by: LiveObject.filter)) == rollout)
  }

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
