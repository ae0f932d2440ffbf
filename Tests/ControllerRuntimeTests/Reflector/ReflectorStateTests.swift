import KubernetesClient
import Testing

@testable import ControllerRuntime

/// Each transition by itself: the state before, what happens, what is to be done, the state after.
@Suite("A reflector's state machine")
struct ReflectorStateTests {
  private typealias State = ReflectorState<String>

  private static let seven = ResourceVersion("7")
  private let closed = ReflectorFailure(KubernetesError.closed)
  private let stalled = ReflectorFailure(KubernetesError.stalled)
  private let expired = ReflectorFailure(KubernetesError.expired)

  private func check(
    _ before: State, _ completion: State.Completion, does request: String, becomes after: String,
    location: SourceLocation = #_sourceLocation
  ) {
    var state = before
    #expect(state.step(completion).summary == request, sourceLocation: location)
    #expect(state.summary == after, sourceLocation: location)
  }

  private func check(
    _ before: State, _ delivery: State.Delivery, does update: String?, becomes after: String,
    location: SourceLocation = #_sourceLocation
  ) {
    var state = before
    #expect(state.step(delivery)?.summary == update, sourceLocation: location)
    #expect(state.summary == after, sourceLocation: location)
  }

  private func page(_ names: String..., version: String = "7", isLast: Bool = true) -> State.Delivery {
    .page(ObjectPage(objects: names.map { ServerObject($0, 1) }, resourceVersion: version, isLast: isLast))
  }

  private let paged = ListPlan(streams: false)
  private let pagedFromSeven = ListPlan(streams: false, floor: ReflectorStateTests.seven)
  private let halfListed = State.listing(ListPlan(streams: false), pages: [[ServerObject("a", 1)]])

  // MARK: Streaming

  @Test("begins with a streaming list of the newest state")
  func begins() {
    check(.empty, .resumed, does: "stream", becomes: "streaming stream []")
  }

  @Test("keeps streamed objects to itself until they are all there, each in its last state, then watches on")
  func streaming() {
    var state = State.streaming(ListPlan(), objects: [:])
    for event in [
      .changed(ServerObject("b", 3)), .changed(ServerObject("a", 4)), .changed(ServerObject("c", 5)),
      .changed(ServerObject("a", 6)), .deleted(ServerObject("c", 7)), .bookmark(resourceVersion: "8"),
    ] as [ObjectEvent<String>] {
      #expect(state.step(.event(event)) == nil)
    }
    #expect(state.summary == "streaming stream [a b]")
    guard case .replace(let pages, let version)? = state.step(.event(.initialEventsEnd(resourceVersion: "9"))) else {
      Issue.record("the list is complete")
      return
    }
    #expect(pages.joined().compactMap { try? $0.content.get() } == ["a@6", "b@3"])
    #expect(version.text == "9" && state.summary == "watching 9")
  }

  @Test("lists in pages at once where there are no streaming lists, or no end of one comes")
  func noStreaming() {
    let streaming = State.streaming(ListPlan(floor: Self.seven), objects: ["a": 1].objects)
    for error in [KubernetesError.notStreamed, .stalled] {
      check(streaming, .failed(ReflectorFailure(error)), does: "list 500", becomes: "listing 500 ≥7 ")
    }
    check(streaming, .ended, does: "list 500", becomes: "listing 500 ≥7 ")
  }

  @Test("streams again after a failure, and the newest state where the one asked for cannot be had")
  func failedStreaming() {
    let streaming = State.streaming(ListPlan(floor: Self.seven), objects: ["a": 1].objects)
    check(
      streaming, .failed(closed), does: "back off: connection reset", becomes: "backing off, then list stream ≥7")
    check(
      .backingOff(.list(ListPlan(floor: Self.seven))), .resumed, does: "stream ≥7", becomes: "streaming stream ≥7 []")
    check(streaming, .failed(expired), does: "back off: 410 Expired", becomes: "backing off, then list stream")
    check(
      streaming, .failed(ReflectorFailure(KubernetesError.versionTooLarge)), does: "back off: 504 Timeout",
      becomes: "backing off, then list stream")
  }

  @Test("never streams a list to resume a watch")
  func reconnects() {
    for completion in [.ended, .failed(closed), .failed(ReflectorFailure(KubernetesError.stalled))]
      as [State.Completion]
    {
      var state = State.watching(Self.seven)
      var request = state.step(completion)
      if case .backOff = request { request = state.step(.resumed) }
      #expect(request.summary == "watch 7")
    }
  }

  @Test("collects a long list without copying it for every object")
  func longStream() {
    var state = State.streaming(ListPlan(), objects: [:])
    let time = ContinuousClock().measure {
      for number in 0..<20_000 { _ = state.step(.event(.changed(ServerObject("object-\(number)", 1)))) }
    }
    #expect(time < .seconds(10), "copying takes minutes")
  }

  // MARK: Listing

  @Test("keeps a page to itself until the list is complete")
  func firstPage() {
    check(
      .listing(paged, pages: []), page("a", "b", isLast: false), does: nil, becomes: "listing 500 [a b]")
  }

  @Test("hands over all pages with the last one")
  func lastPage() {
    check(halfListed, page("b"), does: "replace [a][b]@7", becomes: "listed 7")
  }

  @Test("forgets the pages of a list that was cut, and lists again after a pause")
  func cutList() {
    check(
      halfListed, .ended, does: "back off: the list ended before its last page",
      becomes: "backing off, then list 500")
    check(halfListed, .failed(closed), does: "back off: connection reset", becomes: "backing off, then list 500")
    check(.backingOff(.list(paged)), .resumed, does: "list 500", becomes: "listing 500 ")
  }

  @Test("lists without pages after the server has forgotten the list's state between two pages")
  func expiredContinueToken() {
    check(halfListed, .failed(expired), does: "back off: 410 Expired", becomes: "backing off, then list all")
    check(
      .backingOff(.list(ListPlan(streams: false, pageSize: nil))), .resumed, does: "list all", becomes: "listing all ")
  }

  @Test("keeps listing in pages when already the first one fails")
  func expiredFirstPage() {
    check(
      .listing(pagedFromSeven, pages: []), .failed(expired), does: "back off: 410 Expired",
      becomes: "backing off, then list 500 ≥7")
  }

  @Test("does not believe a list that is older than what was seen, but for the second time")
  func staleList() {
    let relisting = State.listing(pagedFromSeven, pages: [])
    check(relisting, page("a", version: "6"), does: nil, becomes: "backing off, then list 500")
    check(
      .backingOff(.list(paged)), .ended, does: "back off: the list is older than what was seen before",
      becomes: "backing off, then list 500")
    check(.listing(paged, pages: []), page("a", version: "6"), does: "replace [a]@6", becomes: "listed 6")
    check(relisting, page("a", version: "10"), does: "replace [a]@10", becomes: "listed 10")
  }

  // MARK: Watching

  @Test("watches from the list's version once the list has ended")
  func watches() {
    check(.listed(Self.seven), .ended, does: "watch 7", becomes: "watching 7")
  }

  @Test("hands over events, and moves on to their versions")
  func events() {
    check(
      .watching(Self.seven), .event(.changed(ServerObject("a", 12))), does: "change a@12", becomes: "watching 12")
    check(
      .watching(Self.seven), .event(.deleted(ServerObject("a", 12))), does: "delete a@12", becomes: "watching 12")
  }

  @Test("moves on to the version of a bookmark")
  func bookmark() {
    check(.watching(Self.seven), .event(.bookmark(resourceVersion: "30")), does: "bookmark 30", becomes: "watching 30")
  }

  @Test("never goes back to an older version")
  func olderVersions() {
    check(.watching(Self.seven), .event(.bookmark(resourceVersion: "6")), does: "bookmark 6", becomes: "watching 7")
    check(.watching(Self.seven), .event(.changed(ServerObject("a", 6))), does: "change a@6", becomes: "watching 7")
  }

  @Test("resumes a watch at once when the server has ended it or it is silent")
  func resumes() {
    check(.watching(Self.seven), .ended, does: "watch 7", becomes: "watching 7")
    check(.watching(Self.seven), .failed(stalled), does: "watch 7", becomes: "watching 7 after silence")
  }

  @Test("lists again when the watch that it has resumed is silent, too: the server may have been set back")
  func silentTwice() {
    let resumed = State.watching(Self.seven, wasSilent: true)
    check(
      resumed, .failed(stalled), does: "back off: \(KubernetesError.stalled)",
      becomes: "backing off, then list stream ≥7")
    check(resumed, .event(.bookmark(resourceVersion: "7")), does: "bookmark 7", becomes: "watching 7")
    check(resumed, .event(.changed(ServerObject("a", 8))), does: "change a@8", becomes: "watching 8")
    check(resumed, .ended, does: "watch 7", becomes: "watching 7")
    check(resumed, .failed(closed), does: "back off: connection reset", becomes: "backing off, then watch 7")
  }

  @Test("resumes a watch that failed after a pause, from the same version")
  func failedWatch() {
    check(
      .watching(Self.seven), .failed(closed), does: "back off: connection reset",
      becomes: "backing off, then watch 7")
    check(
      .watching(Self.seven), .failed(.watchEndedAtOnce), does: "back off: the watch ended as soon as it had begun",
      becomes: "backing off, then watch 7")
    check(.backingOff(.watch(from: Self.seven)), .resumed, does: "watch 7", becomes: "watching 7")
  }

  @Test("lists again when the version has expired, or the resource was not served")
  func relists() {
    check(
      .watching(Self.seven), .failed(expired), does: "back off: 410 Expired",
      becomes: "backing off, then list stream ≥7")
    check(
      .watching(Self.seven), .failed(ReflectorFailure(KubernetesError.notFound)), does: "back off: 404 NotFound",
      becomes: "backing off, then list stream ≥7")
    let page = KubernetesError.invalidResponse(InvalidResponse(code: 404, message: "a page"))
    check(
      .watching(Self.seven), .failed(ReflectorFailure(page)),
      does: "back off: \(page)",
      becomes: "backing off, then list stream ≥7")
  }

  @Test("believes any list once the server says that it never reached our version")
  func serverWasSetBack() {
    check(
      .watching(Self.seven), .failed(ReflectorFailure(KubernetesError.versionTooLarge)),
      does: "back off: 504 Timeout", becomes: "backing off, then list stream")
  }

  @Test("ignores what does not belong to the request under way")
  func strays() {
    check(.watching(Self.seven), page("a"), does: nil, becomes: "watching 7")
    check(.listed(Self.seven), .event(.bookmark(resourceVersion: "9")), does: nil, becomes: "listed 7")
  }
}

extension [String: Int] {
  /// Objects with these names and versions.
  fileprivate var objects: [ObjectKey: ServerObject<String>] {
    [ObjectKey: ServerObject<String>](uniqueKeysWithValues: map { (ObjectKey($0), ServerObject($0, $1)) })
  }
}
