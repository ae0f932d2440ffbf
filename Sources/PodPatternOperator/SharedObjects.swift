import ControllerRuntime
import KubernetesClient
import PatternLibrary

/// What the controllers of an operator have in common.
struct SharedObjects: Sendable {
  let podPatterns: Store<StoredPodPattern>
  /// PodPatterns that are to be looked at for another reason than a change that the store tells of.
  let podPatternLooks: Looks
  let composer: Composer
  let resources: TargetResources
  let targets: Targets
  /// Follow the kinds of object that PodPatterns and policies name.
  let targetSources: AsyncStream<ControllerSource<ObjectKey>>
  /// `nil` for an operator that looks after no policies.
  let policies: Policies?

  /// How policies learn of what they depend on.
  struct Policies: Sendable {
    let looks = Looks()
    let triggers: PolicyTriggers

    init(podPatterns: Store<StoredPodPattern>) {
      triggers = PolicyTriggers(
        policies: Store(), members: Members(podPatterns: podPatterns), look: looks.request)
    }
  }
}

/// Keys that somebody wants a controller to look at.
struct Looks: Sendable {
  let requested: AsyncStream<ObjectKey>
  let request: @Sendable (ObjectKey) -> Void

  init() {
    let (stream, continuation) = AsyncStream<ObjectKey>.makeStream()
    requested = stream
    request = { continuation.yield($0) }
  }
}
