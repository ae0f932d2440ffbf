// The transitions of a reflector: what happened goes in, what to do about it comes out.
import KubernetesClient

extension ReflectorState {
  /// Takes the end of a request or a pause, and answers what to do next.
  mutating func step(_ completion: Completion) -> Request {
    switch (self, completion) {
    case (.backingOff(.list(let plan)), .resumed):
      return list(plan)
    case (.backingOff(.watch(let version)), .resumed), (.listed(let version), .ended),
      (.watching(let version, _), .ended):
      self = .watching(version)
      return .watch(from: version)
    case (.streaming(let plan, _), .failed(let failure)):
      return streamingFailed(failure, plan: plan)
    case (.streaming(let plan, _), .ended):
      // The parameters may be ignored by a server that does not know them: it begins to watch, and says no end.
      return list(plan.inPages)
    case (.listing(let plan, _), .ended):
      return backOff(.cutList, then: .list(plan))
    case (.listing(let plan, let pages), .failed(let failure)):
      return backOff(failure, then: .list(Self.plan(plan, after: failure, isFirstPage: pages.isEmpty)))
    case (.watching(let version, let wasSilent), .failed(let failure)) where failure.kind == .stalled:
      return resume(from: version, after: failure, wasSilent: wasSilent)
    case (.listed(let version), .failed(let failure)), (.watching(let version, _), .failed(let failure)):
      return backOff(failure, then: Self.restart(from: version, after: failure))
    case (.backingOff(let restart), .ended), (.backingOff(let restart), .failed):
      return backOff(.staleList, then: restart)
    case (.empty, _), (.streaming, .resumed), (.listing, .resumed), (.listed, .resumed), (.watching, .resumed):
      // A list is the right beginning, whatever went before.
      return list(ListPlan())
    }
  }

  /// Takes a page or an event, and answers what it means for the store; `nil` if nothing (yet).
  mutating func step(_ delivery: Delivery) -> StoreUpdate? {
    if case .streaming(let plan, let objects) = self, case .event(let event) = delivery {
      // Until it is put back, nobody else refers to the dictionary, which is then changed in place and not copied.
      self = .empty
      return take(event, after: objects, plan: plan)
    }
    switch (self, delivery) {
    case (.listing(let plan, let pages), .page(let page)):
      return take(page, after: pages, plan: plan)
    case (.watching(let version, _), .event(let event)):
      return take(event, after: version)
    default:
      return nil
    }
  }

  private mutating func resume(
    from version: ResourceVersion, after failure: ReflectorFailure, wasSilent: Bool
  ) -> Request {
    // Twice in a row it is not the connection. A server that was set back accepts a watch from a version that it has not
    // reached, and keeps everything from it that comes before; a list from there on it refuses, or answers with an older one.
    guard !wasSilent else { return backOff(failure, then: .list(ListPlan(floor: version))) }
    // A pause would only delay the next change.
    self = .watching(version, wasSilent: true)
    return .watch(from: version)
  }

  private mutating func list(_ plan: ListPlan) -> Request {
    if plan.streams {
      self = .streaming(plan, objects: [:])
      return .streamingList(notOlderThan: plan.floor)
    }
    self = .listing(plan, pages: [])
    return .list(pageSize: plan.pageSize)
  }

  private mutating func streamingFailed(_ failure: ReflectorFailure, plan: ListPlan) -> Request {
    switch failure.kind {
    case .notStreamed, .stalled: list(plan.inPages)
    case .expired, .versionTooLarge: backOff(failure, then: .list(ListPlan()))
    case .notFound, .other: backOff(failure, then: .list(plan))
    }
  }

  private mutating func backOff(_ failure: ReflectorFailure, then restart: Restart) -> Request {
    self = .backingOff(restart)
    return .backOff(failure)
  }

  private mutating func take(
    _ page: ObjectPage<Object>, after earlier: [[ServerObject<Object>]], plan: ListPlan
  ) -> StoreUpdate? {
    let pages = earlier + [page.objects]
    let version = ResourceVersion(page.resourceVersion)
    guard page.isLast else {
      self = .listing(plan, pages: pages)
      return nil
    }
    if let floor = plan.floor, version.isOlder(than: floor) {
      // Not believed once only: after a restore from a backup every list is older than what was seen before it.
      self = .backingOff(.list(ListPlan(streams: false, pageSize: plan.pageSize)))
      return nil
    }
    self = .listed(version)
    return .replace(pages: pages, version)
  }

  private mutating func take(
    _ event: ObjectEvent<Object>, after earlier: consuming [ObjectKey: ServerObject<Object>], plan: ListPlan
  ) -> StoreUpdate? {
    // Changes come among the objects of the list, too.
    var objects = earlier
    switch event {
    case .changed(let object): objects[object.key] = object
    case .deleted(let object): objects[object.key] = nil
    case .known, .bookmark: break
    case .initialEventsEnd(let version):
      self = .watching(ResourceVersion(version))
      return .replace(pages: [objects.values.sorted { $0.key < $1.key }], ResourceVersion(version))
    }
    self = .streaming(plan, objects: objects)
    return nil
  }

  private mutating func take(_ event: ObjectEvent<Object>, after version: ResourceVersion) -> StoreUpdate? {
    self = .watching(version.newer(event.resourceVersion))
    return .apply(event)
  }

  private static func plan(_ plan: ListPlan, after failure: ReflectorFailure, isFirstPage: Bool) -> ListPlan {
    // A continue token that expired shows that paging takes longer than the server keeps versions.
    let mustNotPage = failure.kind == .expired && !isFirstPage
    return ListPlan(streams: false, pageSize: mustNotPage ? nil : plan.pageSize, floor: plan.floor)
  }

  private static func restart(from version: ResourceVersion, after failure: ReflectorFailure) -> Restart {
    switch failure.kind {
    case .expired, .notFound: .list(ListPlan(floor: version))
    case .versionTooLarge: .list(ListPlan())
    case .stalled, .notStreamed, .other: .watch(from: version)
    }
  }
}
