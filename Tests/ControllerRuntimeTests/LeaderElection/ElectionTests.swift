import JSONTree
import KubernetesClient
import Testing

@testable import ControllerRuntime

/// Each transition by itself: what goes before, what happens, what is to be done, the state after.
@Suite("A candidate's state machine")
struct ElectionTests {
  private var election = Election(
    key: ObjectKey(namespace: "system", name: "operator"), identity: "me", timing: .standard)
  private let closed = Election.Completion.failed(.closed)

  /// Takes a step at so many seconds.
  private mutating func step(
    _ completion: Election.Completion, at seconds: Double, random: Double = 0, does request: String,
    becomes state: String, location: SourceLocation = #_sourceLocation
  ) {
    let moment = Election.Moment(time: .seconds(seconds), date: "now")
    #expect(
      election.step(completion, at: moment, random: random).summary == request, sourceLocation: location)
    #expect(election.state.summary == state, sourceLocation: location)
  }

  /// Becomes the leader at second 0, by a Lease that did not exist.
  private mutating func lead() {
    step(.read(nil), at: 0, does: "create me#0", becomes: "acquiring at 0.0")
    step(.wrote(Lease(holder: "me")), at: 0, does: "pause 2.0", becomes: "leading me#1 renewed at 0.0")
  }

  // MARK: Standing by

  @Test("begins with a look at the Lease, and creates one where there is none")
  mutating func begins() {
    step(.resumed, at: 0, does: "read", becomes: "standby")
    step(.read(nil), at: 1, does: "create me#0", becomes: "acquiring at 1.0")
    step(.wrote(Lease(holder: "me")), at: 2, does: "pause 1.0", becomes: "leading me#1 renewed at 1.0")
    #expect(election.writableUntil == .seconds(11))
  }

  @Test("waits for as long as the holder has promised, counted from when it was seen, whatever its times say")
  mutating func standby() {
    step(.read(Lease(holder: "a", duration: 7)), at: 5, does: "pause 2.0", becomes: "standby a#1 since 5.0")
    step(.resumed, at: 7, does: "read", becomes: "standby a#1 since 5.0")
    step(.read(Lease(holder: "a", duration: 7)), at: 11, does: "pause 1.0", becomes: "standby a#1 since 5.0")
    step(.resumed, at: 12, does: "read", becomes: "standby a#1 since 5.0")
    step(
      .read(Lease(holder: "a", duration: 7)), at: 12, does: "update me#2", becomes: "acquiring at 12.0 a#1 since 5.0")
  }

  @Test("counts anew with each renewal, and not when something else of the Lease changes")
  mutating func renewalSeen() {
    step(.read(Lease(holder: "a")), at: 0, does: "pause 2.0", becomes: "standby a#1 since 0.0")
    step(.read(Lease(holder: "a", version: "2")), at: 2, does: "pause 2.0", becomes: "standby a#1 since 0.0")
    step(.read(Lease(holder: "a", renewTime: "x")), at: 3, does: "pause 2.0", becomes: "standby a#1 since 3.0")
  }

  @Test("pauses between 1 and 2.2 times the retry period")
  mutating func jitter() {
    step(.read(Lease(holder: "a")), at: 0, random: 1, does: "pause 4.4", becomes: "standby a#1 since 0.0")
  }

  @Test("takes a Lease that was released at once")
  mutating func released() {
    step(
      .read(Lease(holder: "", transitions: 4, duration: 1)), at: 0, does: "update me#5",
      becomes: "acquiring at 0.0 nobody#4 since 0.0")
  }

  @Test("takes the place of a Lease that was deleted once its holder, who may not know it yet, cannot write any more")
  mutating func deletedInStandby() {
    step(.read(Lease(holder: "a")), at: 0, does: "pause 2.0", becomes: "standby a#1 since 0.0")
    step(.read(nil), at: 4, does: "pause 2.0", becomes: "standby a#1 gone since 4.0")
    step(.read(nil), at: 18, does: "pause 1.0", becomes: "standby a#1 gone since 4.0")
    step(.read(nil), at: 19, does: "create me#0", becomes: "acquiring at 19.0 a#1 gone since 4.0")
    step(.wrote(Lease(holder: "me")), at: 19, does: "pause 2.0", becomes: "leading me#1 renewed at 19.0")
  }

  @Test("waits no less for a deleted Lease that was valid for a shorter time, and counts anew when there is one again")
  mutating func recreatedInStandby() {
    let lease = Lease(holder: "a", duration: 7)
    step(.read(lease), at: 0, does: "pause 2.0", becomes: "standby a#1 since 0.0")
    step(.read(nil), at: 2, does: "pause 2.0", becomes: "standby a#1 gone since 2.0")
    step(.read(nil), at: 16, does: "pause 1.0", becomes: "standby a#1 gone since 2.0")
    step(.read(lease), at: 16, does: "pause 2.0", becomes: "standby a#1 since 16.0")
  }

  @Test("goes on standing by when another was faster, or the server fails; as long as it asks for")
  mutating func acquiringFails() {
    step(.failed(.closed), at: 0, does: "pause 2.0", becomes: "standby")
    step(.failed(.tooManyRequests(retryAfter: .seconds(9))), at: 0, does: "pause 9.0", becomes: "standby")
    step(.read(nil), at: 3, does: "create me#0", becomes: "acquiring at 3.0")
    step(.failed(.conflict), at: 3, does: "pause 2.0", becomes: "standby")
  }

  @Test("lets no server have it wait for more than two minutes, or past the end of the Lease that it has seen")
  mutating func longWait() {
    let busy = Election.Completion.failed(.tooManyRequests(retryAfter: .seconds(3600)))
    step(busy, at: 0, does: "pause 120.0", becomes: "standby")
    step(.read(Lease(holder: "a")), at: 120, does: "pause 2.0", becomes: "standby a#1 since 120.0")
    step(busy, at: 122, does: "pause 13.0", becomes: "standby a#1 since 120.0")
    step(busy, at: 135, does: "pause 2.0", becomes: "standby a#1 since 120.0")
  }

  @Test("recognizes its own name when the answer to its attempt was lost")
  mutating func lostAnswer() {
    step(.read(nil), at: 0, does: "create me#0", becomes: "acquiring at 0.0")
    step(closed, at: 1, does: "pause 2.0", becomes: "standby")
    step(
      .read(Lease(holder: "me", transitions: 0)), at: 3, does: "update me#0",
      becomes: "acquiring at 3.0 me#0 since 3.0")
    step(
      .wrote(Lease(holder: "me", transitions: 0)), at: 3, does: "pause 2.0", becomes: "leading me#0 renewed at 3.0")
  }

  @Test("does not lead by an answer that took longer than a renewal may")
  mutating func lateAnswer() {
    step(.read(nil), at: 0, does: "create me#0", becomes: "acquiring at 0.0")
    step(.wrote(Lease(holder: "me")), at: 10, does: "read", becomes: "standby")
    #expect(election.writableUntil == nil)
  }

  // MARK: Leading

  @Test("renews every retry period, and counts from when the renewal was sent")
  mutating func renews() {
    lead()
    step(.resumed, at: 2, does: "update me#1", becomes: "renewing at 2.0 me#1 renewed at 0.0")
    #expect(election.writableUntil == .seconds(10), "the old one counts until the new one is certain")
    step(.wrote(Lease(holder: "me")), at: 3.5, does: "pause 0.5", becomes: "leading me#1 renewed at 2.0")
    #expect(election.writableUntil == .seconds(12))
  }

  @Test("reads the Lease after a renewal that failed, which may have been taken over after all")
  mutating func failedRenewal() {
    lead()
    step(.resumed, at: 2, does: "update me#1", becomes: "renewing at 2.0 me#1 renewed at 0.0")
    step(closed, at: 3, does: "pause 1.0", becomes: "leading me#1 renewed at 0.0?")
    step(.resumed, at: 5, does: "read", becomes: "renewing at 5.0 me#1 renewed at 0.0?")
    step(.read(Lease(holder: "me")), at: 6, does: "update me#1", becomes: "renewing at 6.0 me#1 renewed at 0.0?")
    step(.wrote(Lease(holder: "me")), at: 7, does: "pause 1.0", becomes: "leading me#1 renewed at 6.0")
  }

  @Test("loses the Lease at the deadline, whatever happens at that moment")
  mutating func deadline() {
    let late: [Election.Completion] = [
      .resumed, closed, .read(Lease(holder: "me")), .wrote(Lease(holder: "me")), .read(nil),
    ]
    for completion in late {
      var candidate = self
      candidate.lead()
      candidate.step(.resumed, at: 2, does: "update me#1", becomes: "renewing at 2.0 me#1 renewed at 0.0")
      candidate.step(completion, at: 10, does: "stop", becomes: "lost: it was not renewed within 10.0 seconds")
      #expect(candidate.election.writableUntil == nil)
      candidate.step(.read(nil), at: 11, does: "stop", becomes: "lost: it was not renewed within 10.0 seconds")
    }
  }

  @Test("does not pause after an attempt that has taken long, and never past the deadline")
  mutating func lastPauses() {
    lead()
    step(.resumed, at: 2, does: "update me#1", becomes: "renewing at 2.0 me#1 renewed at 0.0")
    step(closed, at: 7, does: "pause 0.0", becomes: "leading me#1 renewed at 0.0?")
    step(.resumed, at: 9, does: "read", becomes: "renewing at 9.0 me#1 renewed at 0.0?")
    step(closed, at: 9, does: "pause 1.0", becomes: "leading me#1 renewed at 0.0?")
  }

  @Test("looks at once after a refusal, and loses the Lease if it reads another's name in it", arguments: ["b", ""])
  mutating func stolen(holder: String) {
    lead()
    step(.resumed, at: 2, does: "update me#1", becomes: "renewing at 2.0 me#1 renewed at 0.0")
    step(.failed(.conflict), at: 2, does: "read", becomes: "renewing at 2.0 me#1 renewed at 0.0?")
    let reason = holder.isEmpty ? "somebody has cleared its holder" : "b holds it"
    step(.read(Lease(holder: holder)), at: 2, does: "stop", becomes: "lost: \(reason)")
  }

  @Test("creates the Lease again as soon as it learns that somebody has deleted it")
  mutating func deleted() {
    lead()
    step(.resumed, at: 2, does: "update me#1", becomes: "renewing at 2.0 me#1 renewed at 0.0")
    step(.failed(.notFound), at: 2, does: "read", becomes: "renewing at 2.0 me#1 renewed at 0.0?")
    step(.read(nil), at: 3, does: "create me#1", becomes: "renewing at 3.0 me#1 renewed at 0.0?")
    step(.wrote(Lease(holder: "me")), at: 3, does: "pause 2.0", becomes: "leading me#1 renewed at 3.0")
  }

  @Test("looks at once no second time, so that a server that refuses again and again is asked no faster")
  mutating func refusedTwice() {
    lead()
    step(.resumed, at: 2, does: "update me#1", becomes: "renewing at 2.0 me#1 renewed at 0.0")
    step(.failed(.notFound), at: 2, does: "read", becomes: "renewing at 2.0 me#1 renewed at 0.0?")
    step(.read(nil), at: 2, does: "create me#1", becomes: "renewing at 2.0 me#1 renewed at 0.0?")
    step(.failed(.alreadyExists), at: 2, does: "pause 2.0", becomes: "leading me#1 renewed at 0.0?")
  }

  // MARK: Ending

  private mutating func shutDown(
    releases: Bool = true, does request: String, becomes state: String, location: SourceLocation = #_sourceLocation
  ) {
    let given = election.shutDown(insteadOf: .pause(.seconds(7)), releases: releases)
    #expect(given.summary == request, sourceLocation: location)
    #expect(election.state.summary == state, sourceLocation: location)
  }

  @Test("gives back what is its own on shutdown, and may not write from then on")
  mutating func release() {
    lead()
    shutDown(does: "read", becomes: "releasing")
    #expect(election.writableUntil == nil)
    shutDown(does: "pause 7.0", becomes: "releasing")
    step(.read(Lease(holder: "me")), at: 3, does: "update nobody#1", becomes: "releasing")
    step(.wrote(Lease(holder: "")), at: 3, does: "stop", becomes: "released")
  }

  @Test("gives back nothing that is another's", arguments: [Lease(holder: "b"), nil])
  mutating func releaseOfAnothers(lease: Lease?) {
    step(.read(nil), at: 0, does: "create me#0", becomes: "acquiring at 0.0")
    shutDown(does: "read", becomes: "releasing")
    step(.read(lease), at: 3, does: "stop", becomes: "released")
  }

  @Test("leaves the Lease to its end when the server does not answer, or it is told to")
  mutating func noRelease() {
    lead()
    var failing = self
    failing.shutDown(does: "read", becomes: "releasing")
    failing.step(closed, at: 3, does: "stop", becomes: "released")
    shutDown(releases: false, does: "stop", becomes: "released")
  }

  @Test("has nothing to give back while it stands by")
  mutating func shutDownInStandby() {
    step(.read(Lease(holder: "a")), at: 0, does: "pause 2.0", becomes: "standby a#1 since 0.0")
    shutDown(does: "stop", becomes: "released")
  }

  @Test("begins again, or lets the deadline pass, when it is told what it did not ask for")
  mutating func strays() {
    step(.wrote(Lease(holder: "me")), at: 0, does: "read", becomes: "standby")
    lead()
    step(.read(nil), at: 1, does: "pause 2.0", becomes: "leading me#1 renewed at 0.0")
  }
}
