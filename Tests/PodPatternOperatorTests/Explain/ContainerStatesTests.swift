import JSONTree
import Testing

@testable import PodPatternOperator

@Suite("The state of containers")
struct ContainerStatesTests {
  static let pod: JSON = [
    "spec": [
      "initContainers": [["name": "done"], ["name": "side"]], "containers": [["name": "app"], ["name": "next"]],
    ],
    "status": [
      "initContainerStatuses": [
        ["name": "done", "state": ["terminated": ["exitCode": 0, "reason": "Completed"]]],
        ["name": "side", "ready": true, "state": ["running": ["startedAt": "x"]], "restartCount": 2],
      ],
      "containerStatuses": [
        ["name": "app", "ready": false, "state": ["waiting": ["reason": "CrashLoopBackOff"]], "restartCount": 5]
      ],
    ],
  ]

  @Test(
    "In the words of kubectl",
    arguments: [
      ("done", "ended with 0 (Completed)"), ("side", "running, ready, restarted 2 times"),
      ("app", "waiting (CrashLoopBackOff), restarted 5 times"), ("next", "not started"),
      ("other", "not in the newest pod"),
    ])
  func states(container: String, expected: String) {
    #expect(ContainerStates(pod: Self.pod).state(of: container) == expected)
  }
}
