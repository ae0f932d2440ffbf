import ControllerRuntime
import FoundationEssentials
import TestSupport
import Testing

@testable import PodPatternOperator

@Suite("What is remembered of the API server's own policies")
struct AdmissionMemoryTests {
  private let clock: ManualClock
  private let memory: AdmissionMemory
  private let first = AdmissionMemory.Basis(uid: "uid", generation: 1, keepsExtending: false)
  private let time = Date(timeIntervalSince1970: 1_000_000)

  init() {
    let clock = ManualClock()
    self.clock = clock
    memory = AdmissionMemory(interval: .seconds(60), clock: RuntimeClock(clock))
  }

  @Test("It is asked again after the interval, for another generation, and never for what it was not told")
  func asks() {
    #expect(!memory.holds("tls", first, isWanted: true))
    memory.note("tls", first, inForceSince: time, hasChanged: true)
    #expect(memory.holds("tls", first, isWanted: true))
    #expect(memory.state(of: "tls", isWanted: true).again == .seconds(60))
    let second = AdmissionMemory.Basis(uid: "uid", generation: 2, keepsExtending: false)
    #expect(!memory.holds("tls", second, isWanted: true))
    clock.advance(by: .seconds(60))
    #expect(!memory.holds("tls", first, isWanted: true))
    #expect(memory.holds("tls", first, isWanted: false))
    #expect(memory.state(of: "tls", isWanted: false).again == nil)
    memory.forget("tls")
    #expect(!memory.holds("tls", first, isWanted: false))
  }

  @Test("A change counts only when all replicas of the API server heed it, as does what is found after a start")
  func settles() {
    memory.note("tls", first, inForceSince: time, hasChanged: false)
    #expect(memory.state(of: "tls", isWanted: true).settling == .seconds(5))
    clock.advance(by: .seconds(5))
    #expect(memory.state(of: "tls", isWanted: true).settling == nil)
    #expect(memory.state(of: "tls", isWanted: true).extendsFrom == time.addingTimeInterval(5))
    memory.note("tls", first, inForceSince: time, hasChanged: false)
    #expect(memory.state(of: "tls", isWanted: true).settling == nil, "it was so before")
    memory.note("tls", first, inForceSince: nil, hasChanged: true)
    clock.advance(by: .seconds(2))
    #expect(memory.state(of: "tls", isWanted: false).settling == .seconds(3))
    #expect(memory.state(of: "tls", isWanted: false).extendsFrom == nil)
  }

  @Test("What others have deleted counts as a change, too")
  func deletedByOthers() {
    memory.note("tls", first, inForceSince: time, hasChanged: true)
    clock.advance(by: .seconds(9))
    memory.note("tls", first, inForceSince: nil, hasChanged: false)
    #expect(memory.state(of: "tls", isWanted: false).settling == .seconds(5))
    clock.advance(by: .seconds(5))
    memory.note("tls", first, inForceSince: nil, hasChanged: false)
    #expect(memory.state(of: "tls", isWanted: false).settling == nil)
  }

  @Test("A successor of the same name begins anew")
  func successor() {
    memory.note("tls", first, inForceSince: time, hasChanged: true)
    clock.advance(by: .seconds(9))
    let successor = AdmissionMemory.Basis(uid: "other", generation: 1, keepsExtending: false)
    #expect(!memory.holds("tls", successor, isWanted: true))
    memory.note("tls", successor, inForceSince: time, hasChanged: false)
    #expect(memory.state(of: "tls", isWanted: true).settling == .seconds(5))
  }
}
