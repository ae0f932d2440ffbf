import JSONTree
import KubernetesClient
import Testing

@testable import PodPatternOperator

@Suite("A PodPattern in the store")
struct StoredPodPatternTests {
  private static let object: JSON = {
    var object = Sample.application(patterns: [Sample.tls])
    object["metadata"] = [
      "name": "web", "namespace": "shop", "uid": "u", "generation": 7,
      "managedFields": [["manager": "kubectl", "fieldsV1": ["f:spec": [:]]]],
    ]
    object["status"] = ["observedGeneration": 6, "inventory": [], "conditions": []]
    return object
  }()

  @Test("is read back as it came")
  func roundTrip() throws {
    let read = try StoredPodPattern(Self.object).read()
    let direct = try ObservedPodPattern(Self.object)
    #expect(read.identity == direct.identity)
    #expect(read.identity.key == ObjectKey(namespace: "shop", name: "web"))
    #expect(read.status == direct.status)
    #expect(try read.content.get().spec.patterns.map(\.name) == ["tls"])
    #expect(!read.isBeingDeleted)
  }

  @Test("is awaited from a change of its spec until its status tells of it")
  func awaited() throws {
    var object = Self.object
    #expect(try StoredPodPattern(object).isAwaited)
    object["status"]?["observedGeneration"] = 7
    #expect(try !StoredPodPattern(object).isAwaited)
    object["status"] = Optional.none
    #expect(try StoredPodPattern(object).isAwaited)
  }

  @Test("is not there without a name and a uid", arguments: ["name", "uid"])
  func unreadable(member: String) {
    var object = Self.object
    object["metadata"]?[member] = Optional.none
    #expect(throws: UnreadableObject.self) { try StoredPodPattern(object) }
  }
}
