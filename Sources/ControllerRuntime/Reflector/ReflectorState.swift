// Where a reflector is in its life, as values: no network, no clock.
import KubernetesClient

/// Where a reflector is in its life; each state carries what is valid in it, and nothing else.
///
/// ```
/// empty ──→ streaming ───────────────→ watching ←─┐ a watch that the server ends is resumed from its last version
///              │ where not supported     ↑  │  └───┘
///              └──→ listing ──→ listed ──┘  │
///                     ↑ ↓                   ↓
///                     backingOff (a list or a watch comes next)
/// ```
enum ReflectorState<Object: Sendable>: Sendable {
  /// Nothing happened yet; a list comes next.
  case empty
  /// A list is being streamed; its objects so far.
  case streaming(ListPlan, objects: [ObjectKey: ServerObject<Object>])
  /// A list is under way; its pages so far.
  case listing(ListPlan, pages: [[ServerObject<Object>]])
  /// The list is complete and handed over; its request has not ended yet.
  case listed(ResourceVersion)
  /// A watch is under way; everything up to this version is handed over. One that follows a silent one, and is silent
  /// itself so far, remembers it.
  case watching(ResourceVersion, wasSilent: Bool = false)
  /// A request did not do, and this is what comes after the pause.
  case backingOff(Restart)

  /// What comes after a pause.
  enum Restart: Sendable, Hashable {
    /// List everything anew.
    case list(ListPlan)
    /// Resume the watch.
    case watch(from: ResourceVersion)
  }

  /// What arrives while a request is under way.
  enum Delivery: Sendable {
    /// A page of the list.
    case page(ObjectPage<Object>)
    /// An event of the watch, or of the streamed list before it.
    case event(ObjectEvent<Object>)
  }

  /// What a delivery means for the store.
  enum StoreUpdate: Sendable {
    /// These pages are everything there is at the version.
    case replace(pages: [[ServerObject<Object>]], ResourceVersion)
    /// One object changed, or nothing did up to a newer version.
    case apply(ObjectEvent<Object>)
  }

  /// How a request or a pause ended.
  enum Completion: Sendable {
    /// There was none yet, or the pause is over.
    case resumed
    /// The server ended the request in an orderly way.
    case ended
    /// The request failed.
    case failed(ReflectorFailure)
  }

  /// What to do next, until it completes.
  enum Request: Sendable {
    /// Stream all objects of that version or a newer one, of the newest for `nil`, and then watch.
    case streamingList(notOlderThan: ResourceVersion?)
    /// List, in pages of that size; `nil` asks for everything at once.
    case list(pageSize: Int?)
    /// Watch for what comes after the version.
    case watch(from: ResourceVersion)
    /// Pause.
    case backOff(ReflectorFailure)
  }
}

/// How to list.
struct ListPlan: Sendable, Hashable {
  /// Whether to stream the list: the server then need not hold all of it at once, nor ask its storage.
  ///
  /// As in client-go and kube-rs every list begins so, the first as well as one after an expired version; a watch that was
  /// interrupted is resumed and never streams a list.
  var streams = true
  /// The page size of client-go and kubectl.
  static let defaultPageSize = 500

  /// The most objects in a page; `nil` where continue tokens expire faster than pages are read.
  var pageSize: Int? = ListPlan.defaultPageSize
  /// What was seen before; a list that is older is not believed at first.
  var floor: ResourceVersion?
}

extension ListPlan {
  /// The same list, in pages.
  var inPages: ListPlan { ListPlan(streams: false, pageSize: pageSize, floor: floor) }
}
