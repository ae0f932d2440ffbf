import JSONTree
import KubernetesClient
import Testing

@testable import ControllerRuntime

@Suite("Decoding what the server sends")
struct KubernetesListWatcherTests {
  private func decode(_ json: JSON) throws -> String {
    guard let text = json["spec"]?.string else { throw SampleError("no spec") }
    return text
  }

  @Test("reads the key and the version beside the content")
  func object() throws {
    let json: JSON = ["metadata": ["name": "a", "namespace": "n", "resourceVersion": "7"], "spec": "text"]
    let object = ServerObject(json, decode: decode)
    #expect(object.key == ObjectKey(namespace: "n", name: "a"))
    #expect(object.resourceVersion == "7")
    #expect(try object.content.get() == "text")
  }

  @Test("makes a failed content of what cannot be decoded")
  func undecodable() {
    let object = ServerObject(["metadata": ["name": "a", "resourceVersion": "7"]], decode: decode)
    #expect(object.key == ObjectKey(name: "a"))
    #expect(throws: SampleError("no spec")) { try object.content.get() }
  }

  @Test(
    "takes an object without a name for undecodable",
    arguments: [["spec": "text"], ["metadata": ["name": ""]], 5] as [JSON])
  func nameless(json: JSON) {
    let object = ServerObject(json, decode: decode)
    #expect(object.key.name.isEmpty)
    #expect(throws: Problem.self) { try object.content.get() }
  }

  @Test("makes one kind of event of additions and modifications")
  func events() {
    let json: JSON = ["metadata": ["name": "a", "resourceVersion": "7"], "spec": "text"]
    let summaries = [WatchEvent.added(json), .modified(json), .deleted(json), .bookmark(resourceVersion: "8")].map {
      ReflectorState<String>.StoreUpdate.apply(ObjectEvent($0, decode: decode)).summary
    }
    #expect(summaries == ["change a@7", "change a@7", "delete a@7", "bookmark 8"])
  }

  @Test("has nothing to decode in a version that is known")
  func known() {
    let event = ObjectEvent(.known(ObjectKey("a"), resourceVersion: "7"), decode: decode)
    #expect(ReflectorState<String>.StoreUpdate.apply(event).summary == "known a@7")
  }
}
