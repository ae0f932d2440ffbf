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
    /// The changes as they happen.
    case watch
    /// A change.
    case write
  }

  let head: HTTPRequestHead
  let body: ByteBuffer

  /// What it is for.
  public var kind: Kind {
    guard head.uri.hasPrefix("/api"), !head.uri.contains("/events") else { return .inquiry }
    guard head.method == .GET else { return .write }
    return head.uri.contains("watch=1") || head.uri.contains("watch=true") ? .watch : .read
  }
}
