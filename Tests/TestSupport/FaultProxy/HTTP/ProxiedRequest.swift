import NIOCore
import NIOHTTP1

/// A client's request, complete.
public struct ProxiedRequest: Sendable {
  /// What a request is for, as far as faults distinguish it.
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// One or all objects.
    case read
    /// Something beside the objects, such as the server's version or an event.
    case inquiry
    /// All objects, as the beginning of a watch.
    case streamingList
    /// The changes as they happen.
    case watch
    /// A change.
    case write
  }

  let head: HTTPRequestHead
  let body: ByteBuffer

  /// Whether it asks for a page of a list other than the first.
  public var isFurtherPage: Bool { kind == .read && head.uri.contains("continue=") }

  /// What it is for.
  public var kind: Kind {
    guard head.uri.hasPrefix("/api"), !head.uri.contains("/events") else { return .inquiry }
    guard head.method == .GET else { return .write }
    guard head.uri.contains("watch=1") || head.uri.contains("watch=true") else { return .read }
    return head.uri.contains("sendInitialEvents=true") ? .streamingList : .watch
  }
}
