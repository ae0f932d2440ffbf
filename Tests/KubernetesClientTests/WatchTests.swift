import JSONTree
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct WatchTests {
  private let bookmark = #"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}"#

  private func events(_ body: String) async throws -> [WatchEvent] {
    let (client, _) = try KubernetesClient.stub { _ in .json(body) }
    var events: [WatchEvent] = []
    for try await event in client.watch(.pods, from: "1") { events.append(event) }
    return events
  }

  @Test func everyType() async throws {
    let events = try await events(
      """
      {"type":"ADDED","object":{"a":1}}
      {"type":"MODIFIED","object":{"a":2}}
      {"type":"DELETED","object":{"a":3}}
      \(bookmark)

      """)
    #expect(events == [.added(["a": 1]), .modified(["a": 2]), .deleted(["a": 3]), .bookmark(resourceVersion: "9")])
  }

  @Test func request() async throws {
    let (client, transport) = try KubernetesClient.stub { _ in .json("") }
    for try await _ in client.watch(
      .pods, namespace: "n", labelSelector: "a=b", fieldSelector: "c=d", from: "17", timeoutSeconds: 300)
    {}
    #expect(
      transport.requests.map(\.target) == [
        """
        /api/v1/namespaces/n/pods?watch=1&labelSelector=a%3Db&fieldSelector=c%3Dd&resourceVersion=17\
        &allowWatchBookmarks=true&timeoutSeconds=300
        """
      ])
    #expect(transport.requests.first?.headers.contains(name: "accept-encoding") == false)
  }

  @Test func streamingListRequest() async throws {
    let (client, transport) = try KubernetesClient.stub { _ in .json("") }
    for try await _ in client.streamingList(.pods, namespace: "n", labelSelector: "a=b", timeoutSeconds: 300) {}
    for try await _ in client.streamingList(.pods, notOlderThan: "17") {}
    #expect(
      transport.requests.map(\.target) == [
        """
        /api/v1/namespaces/n/pods?watch=1&labelSelector=a%3Db&sendInitialEvents=true\
        &resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=300
        """,
        """
        /api/v1/pods?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=17\
        &allowWatchBookmarks=true
        """,
      ])
  }

  @Test func endOfTheInitialEventsIsRecognised() async throws {
    let metadata = #"{"resourceVersion":"9","annotations":{"k8s.io/initial-events-end":"true"}}"#
    let events = try await events(
      """
      {"type":"BOOKMARK","object":{"metadata":\(metadata)}}
      {"type":"BOOKMARK","object":{"metadata":\(metadata.replacing("true", with: "false"))}}

      """)
    #expect(events == [.initialEventsEnd(resourceVersion: "9"), .bookmark(resourceVersion: "9")])
  }

  @Test func serverWithoutStreamingListsRefusesThem() async throws {
    let (client, _) = try KubernetesClient.stub { _ in
      .json(#"{"kind":"Status","status":"Failure","code":422,"reason":"Invalid"}"#, code: 422)
    }
    let error = await error(of: { for try await _ in client.streamingList(.pods) {} })
    #expect(error?.isStreamingListRefused == true)
  }

  @Test func onlyWhatIsAskedForIsKept() async throws {
    let filter = JSONFilter.everything.omitting("metadata", "annotations").omitting("code")
    let annotations = #""annotations":{"k8s.io/initial-events-end":"true"}"#
    let body = """
      {"type":"ADDED","object":{"metadata":{"name":"a",\(annotations)},"code":1}}
      {"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9",\(annotations)}}}
      {"type":"ERROR","object":{"kind":"Status","status":"Failure","code":410}}

      """
    let (client, _) = try KubernetesClient.stub { _ in .json(body) }
    var iterator = client.watch(.pods, from: "1", keeping: filter).makeAsyncIterator()
    #expect(try await iterator.next() == .added(["metadata": ["name": "a"]]))
    #expect(try await iterator.next() == .initialEventsEnd(resourceVersion: "9"))
    let error = await #expect(throws: KubernetesError.self) { try await iterator.next() }
    #expect(error?.isExpired == true)
  }

  /// A version that is known is not read, whatever else its line says; what a streaming list begins with always is.
  @Test func knownVersionsAreNotRead() async throws {
    func line(_ type: String, _ version: Int, _ rest: String = "") -> String {
      #"{"type":"\#(type)","object":{"metadata":{"name":"a","namespace":"n","resourceVersion":"\#(version)"}\#(rest)}}"#
        + "\n"
    }
    let body =
      line("ADDED", 7, "?") + line("MODIFIED", 7) + line("MODIFIED", 8) + line("DELETED", 7) + bookmark + "\n"
      + #"{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"7"}}}"# + "\n"
    let isKnown = { @Sendable (key: ObjectKey, version: String) in
      key == ObjectKey(namespace: "n", name: "a") && version == "7"
    }
    let object: (String) -> JSON = { ["metadata": ["name": "a", "namespace": "n", "resourceVersion": .string($0)]] }
    let known = WatchEvent.known(ObjectKey(namespace: "n", name: "a"), resourceVersion: "7")
    let (client, _) = try KubernetesClient.stub { _ in .json(body) }
    var events: [WatchEvent] = []
    for try await event in client.watch(.pods, from: "1").markingKnown(isKnown) { events.append(event) }
    #expect(
      events == [
        known, known, .modified(object("8")), .deleted(object("7")), .bookmark(resourceVersion: "9"),
        .added(["metadata": ["name": "a", "resourceVersion": "7"]]),
      ])

    let end =
      #"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"7","annotations":"#
      + #"{"k8s.io/initial-events-end":"true"}}}}"# + "\n"
    let list = line("ADDED", 7) + end + line("MODIFIED", 7)
    let (lister, _) = try KubernetesClient.stub { _ in .json(list) }
    events = []
    for try await event in lister.streamingList(.pods).markingKnown(isKnown) { events.append(event) }
    #expect(events == [.added(object("7")), .initialEventsEnd(resourceVersion: "7"), known])
  }

  @Test func errorEventIsThrown() async throws {
    let error = await #expect(throws: KubernetesError.self) {
      try await events(
        #"{"type":"ERROR","object":{"kind":"Status","status":"Failure","code":410,"reason":"Expired"}}"# + "\n")
    }
    #expect(error?.isExpired == true)
  }

  @Test func refusalIsThrown() async throws {
    let (client, _) = try KubernetesClient.stub { _ in
      .json(#"{"kind":"Status","status":"Failure","code":410,"reason":"Expired"}"#, code: 410)
    }
    var iterator = client.watch(.pods, from: "1").makeAsyncIterator()
    let error = await #expect(throws: KubernetesError.self) { try await iterator.next() }
    #expect(error?.isExpired == true)
    #expect(try await iterator.next() == nil)
  }

  @Test(arguments: [
    "<html>\n", "{}\n", "[]\n", #"{"type":"ADDED"}"# + "\n", #"{"type":"ADDED","object":[]}"# + "\n",
    #"{"type":"NEWS","object":{}}"# + "\n", #"{"type":"BOOKMARK","object":{}}"# + "\n",
    #"{"type":"ERROR","object":{}}"# + "\n",
  ])
  func garbageIsAnInvalidResponse(body: String) async throws {
    let (client, _) = try KubernetesClient.stub { _ in .page(body + bookmark + "\n", code: 200) }
    var iterator = client.watch(.pods, from: "1").makeAsyncIterator()
    let error = await #expect(throws: KubernetesError.self) { try await iterator.next() }
    guard case .invalidResponse(let response) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(response.excerpt == String(body.dropLast()))
    #expect(try await iterator.next() == nil)
  }

  @Test func endInTheMiddleOfAnEventIsAnError() async throws {
    let error = await #expect(throws: KubernetesError.self) { try await events("{\"type\":\"ADD") }
    #expect(error == .transport(TransportError(.closed, "the watch ended in the middle of an event")))
  }

  @Test func eventsOfSeveralMegabytes() async throws {
    let value = String(repeating: "x", count: 3 << 20)
    let line = #"{"type":"ADDED","object":{"v":"\#(value)"}}"# + "\n"
    let bytes = ByteBuffer(string: line + line)
    let chunks = stride(from: 0, to: bytes.readableBytes, by: 16_000).compactMap { start in
      bytes.getSlice(at: start, length: min(16_000, bytes.readableBytes - start))
    }
    let (client, _) = try KubernetesClient.stub { _ in
      HTTPAnswer(body: .stream(CountingChunks(chunks: chunks)))
    }
    var count = 0
    for try await event in client.watch(.pods, from: "1") {
      #expect(event == .added(["v": .string(value)]))
      count += 1
    }
    #expect(count == 2)
  }

  /// What is not asked for is not read: the stack below then stops reading from the connection.
  @Test func chunksAreReadOnlyWhenAnEventIsAskedFor() async throws {
    let chunks = CountingChunks(chunks: Array(repeating: ByteBuffer(string: bookmark + "\n"), count: 100))
    let (client, _) = try KubernetesClient.stub { _ in HTTPAnswer(body: .stream(chunks)) }
    var iterator = client.watch(.pods, from: "1").makeAsyncIterator()
    for expected in 1...5 {
      _ = try await iterator.next()
      #expect(chunks.read == expected)
    }
  }

  @Test func stalledWatchIsAnErrorAndEndsTheRequest() async throws {
    let clock = ManualClock()
    let (received, receive) = AsyncStream.makeStream(of: Void.self)
    let (ended, end) = AsyncStream.makeStream(of: Void.self)
    let body = AsyncStream<ByteBuffer> { continuation in
      continuation.yield(ByteBuffer(string: self.bookmark + "\n"))
      continuation.onTermination = { _ in end.yield() }
    }
    let (client, _) = try KubernetesClient.stub(clock: clock) { _ in HTTPAnswer(body: .stream(body)) }
    let error = try await withThrowingTaskGroup(of: KubernetesError?.self) { group in
      group.addTask {
        await KubernetesClientTests.error(of: {
          for try await _ in client.watch(.pods, from: "1", stallTimeout: .seconds(70)) {
            clock.advance(by: .seconds(69))
            receive.yield()
          }
        })
      }
      for await _ in received { break }
      try await clock.untilSleepers(1)
      clock.advance(by: .seconds(70))
      return try await group.next() ?? nil
    }
    #expect(error == .transport(TransportError(.stalled, "the watch stalled: no byte for 70 s")))
    for await _ in ended { break }
  }

  @Test func watchThatIsNotAcceptedTimesOut() async throws {
    let clock = ManualClock()
    let (client, _) = try KubernetesClient.stub(clock: clock) { _ in
      try await ContinuousClock().sleep(for: .seconds(3600))
      return .json("")
    }
    async let outcome = error(of: { try await client.watch(.pods, from: "1").first { _ in true } })
    try await clock.untilSleepers(1)
    clock.advance(by: .seconds(30))
    let error = await outcome
    #expect(error?.description == "the watch was not accepted within 30 s")
  }
}

/// A body that counts what is read of it.
private final class CountingChunks: AsyncSequence, Sendable {
  typealias Element = ByteBuffer
  private let chunks: [ByteBuffer]
  private let position = Mutex(0)

  init(chunks: [ByteBuffer]) { self.chunks = chunks }

  var read: Int { position.withLock { $0 } }

  func makeAsyncIterator() -> Iterator { Iterator(chunks: self) }

  struct Iterator: AsyncIteratorProtocol {
    let chunks: CountingChunks

    mutating func next() async -> ByteBuffer? {
      let index = chunks.position.withLock { position in
        position += 1
        return position - 1
      }
      return index < chunks.chunks.count ? chunks.chunks[index] : nil
    }
  }
}
