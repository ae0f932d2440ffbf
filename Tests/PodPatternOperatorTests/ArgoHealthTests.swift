import JSONTree
import PodPatternAPI
import TestSupport
import Testing

@testable import PodPatternOperator

/// The Lua that Argo CD's own is made after.
private let lua = Programs.find("lua5.1")

@Suite(
  "What deploy/argo-cd/health.yaml tells Argo CD of PodPatterns",
  .enabled(if: lua != nil, "needs lua5.1 on the PATH (Debian: lua5.1)"))
struct ArgoHealthTests {
  private static let healths: [String: String] = [
    "RolledOut": "Healthy", "Progressing": "Progressing", "FailedCreate": "Degraded", "AwaitingDeletion": "Progressing",
    "InvalidSpec": "Degraded", "Conflict": "Degraded", "Suspended": "Suspended",
  ]

  /// Asks the script of each kind, which have to agree.
  private static func health(_ object: JSON) async throws -> JSON {
    var answers: Set<String> = []
    for kind in [PodPattern.kind, ClusterPodPattern.kind] {
      let document = try #require(try DeployedManifests.read("argo-cd/health").first)
      let script = try #require(document["data", "resource.customizations.health.podpattern.dev_\(kind)"]?.string)
      let program = """
        obj = \(object.lua)
        local health = (function() \(script) end)()
        print(health.status .. "|" .. tostring(health.message))
        """
      answers.insert(try await Programs.succeed(try #require(lua), ["-e", program]))
    }
    let answer = try #require(answers.count == 1 ? answers.first : nil)
    let parts = answer.dropLast().split(separator: "|", maxSplits: 1).map(String.init)
    return ["status": .string(parts[0]), "message": .string(parts[1])]
  }

  private static func object(_ outcome: Outcome) -> JSON {
    let conditions = Conditions(outcome).conditions(generation: 3, after: [], now: .now)
    return [
      "metadata": ["name": "web", "generation": 3],
      "status": PodPatternStatus(observedGeneration: 3, conditions: conditions).json,
    ]
  }

  @Test("Each outcome, with the operator's own words", arguments: ConditionsTests.cases)
  func outcome(outcome: Outcome, conditions: [String: Condition.Status], reason: String) async throws {
    let object = Self.object(outcome)
    let message = object["status", "conditions"]?.array?.first { $0["type"] == "Ready" }?["message"]
    let expected: JSON = ["status": .string(try #require(Self.healths[reason])), "message": try #require(message)]
    #expect(try await Self.health(object) == expected)
  }

  @Test("Nothing is healthy before the operator has looked at it")
  func unseen() async throws {
    var object = Self.object(.applied(workload: ConditionsTests.workload, .complete, warnings: []))
    #expect(try await Self.health(object)["status"] == "Healthy")
    object["metadata"]?["generation"] = 4
    #expect(try await Self.health(object)["status"] == "Progressing")
    object["status"] = ["observedGeneration": -1]
    #expect(try await Self.health(object)["status"] == "Progressing")
    object["status"] = nil
    #expect(try await Self.health(object)["status"] == "Progressing")
  }
}

extension JSON {
  /// The same as a Lua expression.
  fileprivate var lua: String {
    switch self {
    case .object(let members):
      "{\(members.map { "[\(JSON.string($0.key).lua)] = \($0.value.lua)" }.joined(separator: ", "))}"
    case .array(let elements): "{\(elements.map(\.lua).joined(separator: ", "))}"
    case .string(let text): "\"\(text.utf8.map { "\\\(String(1000 + Int($0)).dropFirst())" }.joined())\""
    default: serializedString()
    }
  }
}
