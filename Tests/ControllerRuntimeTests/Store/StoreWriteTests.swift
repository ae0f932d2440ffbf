import KubernetesClient
import Testing

@testable import ControllerRuntime

@Suite("A store, while an object of it is being written", .timeLimit(.minutes(10)))
struct StoreWriteTests {
  private struct Failure: Error, Equatable {}

  private let listened = ListenedStore()
  private var store: Store<String> { listened.store }
  private let key = ObjectKey("a")

  init() { #expect(listened.replace([ServerObject("a", 1)], at: 1) == ["+a@1"]) }

  private func apply(_ event: ObjectEvent<String>) -> [String] { listened.apply(event) }

  /// What was told since the last event, and is told no more.
  private var late: [String] { listened.told() }

  @Test("says nothing of the write that the watch brings before the answer, and can be read")
  func eventBeforeAnswer() async {
    await store.write(key) {
      #expect(apply(.changed(ServerObject("a", 5))) == [])
      #expect(store.get(key) == "a@5")
      return ServerObject("a", 5)
    }
    #expect(late == [])
    #expect(apply(.changed(ServerObject("a", 6))) == ["a@5→a@6"])
  }

  @Test("says nothing of the write that the watch brings after the answer")
  func eventAfterAnswer() async {
    await store.write(key) { ServerObject("a", 5) }
    #expect(store.get(key) == "a@5")
    #expect(apply(.changed(ServerObject("a", 5))) == [] && late == [])
  }

  @Test("tells of what somebody else changed meanwhile once the write has ended")
  func strangers() async {
    await store.write(key) {
      #expect(apply(.changed(ServerObject("a", 4))) == [])
      #expect(apply(.changed(ServerObject("b", 3))) == ["+b@3"], "nobody writes this one")
      #expect(late == [])
      return ServerObject("a", 5)
    }
    #expect(late == ["a@1→a@4"])
    #expect(apply(.changed(ServerObject("a", 5))) == [])
  }

  @Test("tells of a deletion meanwhile, and does not bring the object back")
  func deletion() async {
    await store.write(key) {
      #expect(apply(.deleted(ServerObject("a", 6))) == [])
      return ServerObject("a", 5)
    }
    #expect(late == ["-a@6"] && store.get(key) == nil)
  }

  @Test("tells of what it kept back before a relist that knows better")
  func relist() async {
    await store.write(key) {
      #expect(apply(.changed(ServerObject("a", 4))) == [])
      #expect(listened.replace([], at: 6) == ["a@1→a@4", "-a@4"])
      return ServerObject("a", 5)
    }
    #expect(late == [] && store.get(key) == nil)
  }

  @Test("tells of everything when the write fails")
  func failure() async {
    await #expect(throws: Failure.self) {
      try await store.write(key) {
        #expect(apply(.changed(ServerObject("a", 5))) == [])
        throw Failure()
      }
    }
    #expect(late == ["a@1→a@5"])
    #expect(apply(.changed(ServerObject("a", 6))) == ["a@5→a@6"])
  }

  @Test("tells of a version that asks for another look, whoever has made it")
  func unsettled() async {
    await store.write(key, isSettled: { $0 != "a@5" }) {
      #expect(apply(.changed(ServerObject("a", 5))) == [])
      return ServerObject("a", 5)
    }
    #expect(late == ["a@1→a@5"])
  }

  @Test("waits for the last of several writes")
  func severalWrites() async {
    await store.write(key) {
      await store.write(key) {
        #expect(apply(.changed(ServerObject("a", 5))) == [])
        return ServerObject("a", 6)
      }
      #expect(late == [])
      #expect(apply(.changed(ServerObject("a", 6))) == [])
      return ServerObject("a", 5)
    }
    #expect(late == [] && store.get(key) == "a@6")
  }
}
