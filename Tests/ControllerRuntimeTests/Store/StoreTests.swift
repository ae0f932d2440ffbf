import KubernetesClient
import Testing

@testable import ControllerRuntime

@Suite("A store", .timeLimit(.minutes(10)))
struct StoreTests {
  private let listened = ListenedStore()
  private var store: Store<String> { listened.store }

  private func replace(_ objects: ServerObject<String>..., at version: Int = 1) -> [String] {
    listened.replace(objects, at: version)
  }

  private func apply(_ event: ObjectEvent<String>) -> [String] { listened.apply(event) }

  @Test("is synced once it has a complete list, even an empty one")
  func sync() async throws {
    #expect(!store.hasSynced)
    async let synced: Void = store.waitUntilSynced()
    #expect(replace() == [])
    try await synced
    #expect(store.hasSynced)
  }

  @Test("has told of the first list before it says that it is synced")
  func syncComesLast() {
    let changes = Locked<[String]>([])
    store.listen { [store] change in
      #expect(store.get(ObjectKey("a")) == change.new)
      let text = "\(change.new ?? "") initial: \(change.isInitialList), synced: \(store.hasSynced)"
      changes.change { $0.append(text) }
    }
    store.replace(with: [ServerObject("a", 1)], at: ResourceVersion("1"))
    store.replace(with: [ServerObject("a", 2)], at: ResourceVersion("2"))
    #expect(changes.value == ["a@1 initial: true, synced: false", "a@2 initial: false, synced: true"])
  }

  /// A closure in a generic mutex is wrapped anew by every access, until the calls through all that use up the stack.
  @Test("calls its listener as directly as at first, however often it has done so")
  func directCalls() {
    let places = Locked<Set<UInt>>([])
    store.listen { _ in
      var mark = 0
      let place = withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
      places.change { _ = $0.insert(place) }
    }
    for version in 1...100 { store.apply(.changed(ServerObject("a", version))) }
    #expect(places.value.count == 1, "its frames are where the first ones were")
  }

  @Test("reports of a relist only what changed, deletions last")
  func relist() {
    #expect(
      replace(ServerObject("b", 1), ServerObject("a", 2), ServerObject("c", 3), at: 3) == ["+b@1", "+a@2", "+c@3"])
    #expect(replace(ServerObject("d", 9), ServerObject("a", 2), at: 9) == ["+d@9", "-b@1", "-c@3"])
    #expect(replace(ServerObject("d", 9), ServerObject("a", 2), at: 9) == [])
    #expect(store.all == [ObjectKey("d"): "d@9", ObjectKey("a"): "a@2"])
  }

  @Test("reports each event with the state before and after it")
  func events() {
    #expect(apply(.changed(ServerObject("a", 1))) == ["+a@1"])
    #expect(apply(.changed(ServerObject("a", 2))) == ["a@1→a@2"])
    #expect(apply(.bookmark(resourceVersion: "9")) == [])
    #expect(apply(.deleted(ServerObject("a", 3))) == ["-a@3"])
    #expect(apply(.deleted(ServerObject("a", 3))) == [])
    #expect(store.all.isEmpty)
  }

  @Test("never replaces an object by an older version of it")
  func replay() {
    #expect(replace(ServerObject("a", 10), at: 10) == ["+a@10"])
    #expect(apply(.changed(ServerObject("a", 9))) == [])
    #expect(apply(.deleted(ServerObject("a", 9))) == [])
    #expect(apply(.changed(ServerObject("a", 10))) == [])
    #expect(store.get(ObjectKey("a")) == "a@10")
  }

  @Test("keeps the last good state of an object that cannot be decoded any more")
  func undecodable() {
    #expect(replace(ServerObject("a", 1), .undecodable("b", 2)) == ["+a@1", "!b@2(?)"])
    #expect(replace(.undecodable("a", 3), .undecodable("b", 2)) == ["!a@3(a@1)"])
    #expect(store.all == [ObjectKey("a"): "a@1"])
    #expect(store.problem(of: ObjectKey("a"))?.resourceVersion == "3")
    #expect(apply(.deleted(.undecodable("a", 4))) == ["-a@1"])
    #expect(apply(.deleted(.undecodable("b", 5))) == ["-?"])
    #expect(store.problem(of: ObjectKey("a")) == nil)
  }

  @Test("takes the answer to a write without reporting it, now or when the watch brings it")
  func record() {
    #expect(replace(ServerObject("a", 1)) == ["+a@1"])
    store.record(ServerObject("a", 5))
    #expect(store.get(ObjectKey("a")) == "a@5")
    #expect(apply(.changed(ServerObject("a", 5))) == [])
    store.record(ServerObject("a", 4))
    #expect(store.get(ObjectKey("a")) == "a@5")
  }

  @Test("reports what somebody else changed before a write, though the answer to that has it already")
  func changeBeforeRecord() {
    #expect(replace(ServerObject("a", 1), ServerObject("b", 2), at: 3) == ["+a@1", "+b@2"])
    store.record(ServerObject("a", 5))
    #expect(apply(.changed(ServerObject("a", 4))) == ["a@1→a@5"], "a reconcile may have begun at 1")
    #expect(apply(.changed(ServerObject("a", 5))) == [])

    store.record(ServerObject("b", 8))
    store.record(ServerObject("b", 9))
    store.record(ServerObject("b", 7))
    #expect(apply(.changed(ServerObject("b", 7))) == [], "written here, and its answer came late")
    #expect(apply(.changed(ServerObject("b", 8))) == [], "written here")
    #expect(apply(.changed(ServerObject("b", 9))) == [])
    #expect(apply(.changed(ServerObject("b", 8))) == [], "a replay")
    #expect(apply(.changed(ServerObject("b", 10))) == ["b@9→b@10"])
  }

  @Test("takes a version that it has, or had, from its number alone")
  func known() {
    let key = ObjectKey("a")
    #expect(replace(ServerObject("a", 1), at: 3) == ["+a@1"])
    store.record(ServerObject("a", 5))
    store.record(ServerObject("a", 6))
    #expect(["1", "5", "6", "7", ""].map { store.has(key, resourceVersion: $0) } == [true, true, true, false, false])
    #expect(!store.has(ObjectKey("b"), resourceVersion: "1"))
    #expect(apply(.known(key, resourceVersion: "5")) == [], "written here")
    #expect(apply(.known(key, resourceVersion: "4")) == ["a@1→a@6"], "somebody else's, between our writes")
    store.record(ServerObject("a", 8))
    #expect(apply(.known(key, resourceVersion: "8")) == [])
    #expect(apply(.known(key, resourceVersion: "4")) == [], "a replay")
    #expect(apply(.changed(ServerObject("a", 9))) == ["a@8→a@9"])
  }

  @Test("reports an object that was deleted, or made by somebody else, before a write made it what it is")
  func comingAndGoingBeforeRecord() {
    #expect(replace(ServerObject("a", 1), at: 3) == ["+a@1"])
    store.record(ServerObject("a", 6))
    #expect(apply(.deleted(ServerObject("a", 5))) == ["a@1→a@6"])
    #expect(apply(.changed(ServerObject("a", 6))) == [])
    store.record(ServerObject("b", 8))
    #expect(apply(.changed(ServerObject("b", 7))) == ["+b@8"])
    #expect(apply(.deleted(ServerObject("b", 9))) == ["-b@9"])
    store.record(ServerObject("b", 11))
    #expect(apply(.changed(ServerObject("b", 11))) == [], "nobody else has had a hand in this one")
  }

  @Test("keeps the answer to a write when a list comes that is older than it")
  func listBehindRecord() {
    #expect(replace(ServerObject("a", 1), at: 3) == ["+a@1"])
    store.record(ServerObject("a", 5))
    store.record(ServerObject("b", 6))
    #expect(replace(ServerObject("a", 1), at: 4) == [])
    #expect(store.all.values.sorted() == ["a@5", "b@6"])
    #expect(
      replace(ServerObject("a", 5), at: 9) == ["a@1→a@5", "-b@6"],
      "the list knows of both, and hides what others did between 1 and 5")
  }

  @Test("forgets the answer to a write with a server that has forgotten what it told")
  func listOfRestoredServer() {
    #expect(replace(ServerObject("a", 1), at: 3) == ["+a@1"])
    store.record(ServerObject("a", 5))
    #expect(replace(ServerObject("a", 1), at: 2) == ["a@1→a@5", "a@5→a@1"])
  }

  @Test("takes no answer to a write for an object that it has seen go", arguments: ["event", "list", "bookmark"])
  func ghost(seenBy: String) {
    #expect(replace(at: 3) == [])
    store.record(ServerObject("a", 5))
    #expect(store.get(ObjectKey("a")) == "a@5", "nothing newer was seen")
    switch seenBy {
    case "event": #expect(apply(.deleted(ServerObject("a", 9))) == ["-a@9"])
    case "list": #expect(replace(at: 9) == ["-a@5"])
    default:
      #expect(apply(.deleted(ServerObject("a", 6))) == ["-a@6"])
      #expect(apply(.bookmark(resourceVersion: "9")) == [])
    }
    store.record(ServerObject("a", 8))
    #expect(store.get(ObjectKey("a")) == nil)
    store.record(ServerObject("a", 10))
    #expect(store.get(ObjectKey("a")) == "a@10", "created anew after that")
  }
}
