import FoundationEssentials
import KubernetesClient
import TestSupport
import Testing

@testable import PodPatternOperator

@Suite("What a wave does next")
struct WavePlanTests {
  private static let now = Date(timeIntervalSince1970: 1_000_000)

  private static let noImage = WorkloadFailure(reason: "ImagePull", message: "no such image")

  private static func limits(
    _ maxUnavailable: Int = 2, soak: TimeInterval = 0, pauseOnFailure: Bool = true, isPaused: Bool = false
  ) -> WaveLimits {
    WaveLimits(
      maxUnavailable: maxUnavailable, soak: soak, progressDeadline: 600, pauseOnFailure: pauseOnFailure,
      isPaused: isPaused)
  }

  private static func workload(_ name: String, _ progress: WorkloadProgress, rank: String? = nil) -> WaveWorkload {
    let id = ObjectID(resource: .deployments, key: ObjectKey(namespace: "shop", name: name))
    return WaveWorkload(id: id, rank: WaveRank(rank), progress: progress)
  }

  private static func plan(_ workloads: [WaveWorkload], _ limits: WaveLimits = limits()) -> WavePlan {
    WavePlan(workloads, limits: limits, now: now)
  }

  private static func ago(_ seconds: TimeInterval) -> Date { now.addingTimeInterval(-seconds) }

  @Test("At most as many begin as may be unavailable, in the order of their names")
  func limit() {
    let plan = Self.plan(["d", "b", "c", "a"].map { Self.workload($0, .pending) })
    #expect(plan.next.map(\.key.name) == ["a", "b"])
    #expect(plan.pending == 4)
  }

  @Test("Those that are under way keep their places")
  func underWay() {
    let plan = Self.plan([
      Self.workload("a", .updating(since: Self.ago(1), "rolls out")), Self.workload("b", .pending),
      Self.workload("c", .pending), Self.workload("d", .available(since: Self.ago(5))),
    ])
    #expect(plan.next.map(\.key.name) == ["b"])
    #expect([plan.compliant, plan.updating, plan.pending] == [1, 1, 2])
    #expect(plan.nextLook == Self.ago(1).addingTimeInterval(600))
  }

  @Test("One that is being given back keeps its place, and is not written to")
  func releasing() {
    let plan = Self.plan([Self.workload("a", .releasing), Self.workload("b", .pending)], Self.limits(1))
    #expect(plan.next.isEmpty && plan.pending == 2)
  }

  @Test("An available one keeps its place until it has been so for long enough")
  func soak() {
    let workloads = [Self.workload("a", .available(since: Self.ago(20))), Self.workload("b", .pending)]
    let early = Self.plan(workloads, Self.limits(1, soak: 60))
    #expect(early.next.isEmpty && early.soaking == 1)
    #expect(early.nextLook == Self.now.addingTimeInterval(40))
    #expect(Self.plan(workloads, Self.limits(1, soak: 20)).next.map(\.key.name) == ["b"])
  }

  @Test("A failed one stops the others, unless they are to go on")
  func failure() {
    let workloads = [Self.workload("a", .failed(Self.noImage)), Self.workload("b", .pending)]
    let stopped = Self.plan(workloads)
    #expect(stopped.next.isEmpty && stopped.isStopped)
    #expect(stopped.failures == [.init(id: workloads[0].id, reason: Self.noImage)])
    let ongoing = Self.plan(workloads, Self.limits(1, pauseOnFailure: false))
    #expect(ongoing.next.map(\.key.name) == ["b"] && !ongoing.isStopped)
  }

  @Test("While all wait for one that was refused, that alone is tried again, unless another failure remains")
  func refused() {
    let refused = { Self.workload("a", .refused(Self.noImage, isDue: $0)) }
    let rest = [Self.workload("b", .pending), Self.workload("c", .outdated)]
    #expect(Self.plan([refused(false)] + rest).next.isEmpty)
    let due = Self.plan([refused(true)] + rest, Self.limits(9))
    #expect(due.next.map(\.key.name) == ["a"] && due.isStopped && due.failures.count == 1)
    #expect(Self.plan([refused(true), Self.workload("d", .failed(Self.noImage))], Self.limits(9)).next.isEmpty)
    let full = Self.workload("u", .updating(since: Self.now, ""))
    #expect(Self.plan([refused(true), full], Self.limits(1)).next.isEmpty)
    let ongoing = Self.plan([refused(true)] + rest, Self.limits(9, pauseOnFailure: false))
    #expect(ongoing.next.map(\.key.name) == ["c", "a", "b"])
  }

  @Test("One that is not available in time has failed")
  func deadline() {
    let late = Self.workload("a", .updating(since: Self.ago(600), "1 of 3 pods is ready"))
    let plan = Self.plan([late, Self.workload("b", .pending)])
    #expect(plan.next.isEmpty && plan.updating == 0)
    #expect(
      plan.failures.map(\.reason.message)
        == ["not available within the progressDeadline of 600 s: 1 of 3 pods is ready"])
  }

  @Test("While it is paused nothing begins")
  func paused() {
    #expect(Self.plan([Self.workload("a", .pending)], Self.limits(isPaused: true)).next.isEmpty)
  }

  @Test("What is unavailable anyway comes first, and what rolls out to another revision keeps its place")
  func outdated() {
    let workloads = [
      Self.workload("a", .pending), Self.workload("b", .outdatedFailure), Self.workload("c", .outdated),
    ]
    #expect(Self.plan(workloads, Self.limits(1)).next.map(\.key.name) == ["c"])
    #expect(Self.plan(workloads, Self.limits(2)).next.map(\.key.name) == ["c", "b"])
    let rolling = ["x", "y", "z"].map { Self.workload($0, .outdated) }
    #expect(Self.plan(rolling + workloads, Self.limits(2)).next.map(\.key.name) == ["c", "x"])
  }

  @Test("A later rank waits for all of an earlier one")
  func ranks() {
    let canary = { Self.workload("canary", $0, rank: "1") }
    let rest = [Self.workload("a", .pending), Self.workload("b", .pending, rank: "z")]
    let later = Self.workload("c", .pending, rank: "y")
    #expect(Self.plan([canary(.pending), later] + rest, Self.limits(9)).next.map(\.key.name) == ["canary"])
    let begun = canary(.updating(since: Self.now, "rolls out"))
    #expect(Self.plan([begun, later] + rest, Self.limits(9)).next.isEmpty)
    let available = canary(.available(since: Self.ago(5)))
    #expect(Self.plan([available, later] + rest, Self.limits(9, soak: 10)).next.isEmpty)
    #expect(Self.plan([available, later] + rest, Self.limits(9)).next.map(\.key.name) == ["c"])
    #expect(Self.plan([available] + rest, Self.limits(9)).next.map(\.key.name) == ["b"])
    #expect(WaveRank("a") < WaveRank("b") && WaveRank("b") < WaveRank(nil) && !(WaveRank(nil) < WaveRank(nil)))
  }

  @Test("Any wave ends with all, is never wider than allowed, and does not depend on the order", arguments: 0..<50)
  func anyWave(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let limits = Self.limits(.random(in: 1...4, using: &random), soak: .random(in: 0...3, using: &random))
    let first: [WorkloadProgress] = [
      .pending, .outdated, .outdatedFailure, .available(since: Self.now), .updating(since: Self.now, ""),
    ]
    var workloads = (0..<20).map { index in
      Self.workload("w\(index)", first.randomElement(using: &random) ?? .pending, rank: "\(index % 3)")
    }
    for second in 1...400 {
      let now = Self.now.addingTimeInterval(TimeInterval(second))
      let plan = WavePlan(workloads, limits: limits, now: now)
      let shuffled = WavePlan(workloads.shuffled(using: &random), limits: limits, now: now)
      #expect(plan.next == shuffled.next)
      if plan.compliant == workloads.count { return }
      // What was wider than allowed at the begin must not become wider.
      let width = workloads.filter { $0.isUnavailable(for: limits, at: now) }.count
      workloads = workloads.map { workload in
        if plan.next.contains(workload.id) { return workload.with(.updating(since: now, "")) }
        guard case .updating = workload.progress, Bool.random(using: &random) else { return workload }
        return workload.with(.available(since: now))
      }
      #expect(workloads.filter { $0.isUnavailable(for: limits, at: now) }.count <= max(width, limits.maxUnavailable))
    }
    Issue.record("the wave has not ended")
  }
}

extension WaveWorkload {
  fileprivate func with(_ progress: WorkloadProgress) -> WaveWorkload {
    WaveWorkload(id: id, rank: rank, progress: progress)
  }

  fileprivate func isUnavailable(for limits: WaveLimits, at now: Date) -> Bool {
    switch progress {
    case .updating, .outdated: true
    case .available(let since): since.addingTimeInterval(limits.soak) > now
    default: false
    }
  }
}
