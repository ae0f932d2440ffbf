import JSONTree
import NIOCore

/// One change that a watch reports.
public enum WatchEvent: Sendable, Hashable {
  /// An object came to be, or came to match the selectors.
  case added(JSON)
  /// An object changed.
  case modified(JSON)
  /// An object is gone, or no longer matches the selectors; this is its last state.
  case deleted(JSON)
  /// An object was added or modified, and this version of it is known; see ``WatchEvents/markingKnown(_:)``.
  case known(ObjectKey, resourceVersion: String)
  /// Everything up to this version has been reported.
  case bookmark(resourceVersion: String)
  /// A streaming list is complete: every object of this version has been reported as added. It counts as a bookmark.
  case initialEventsEnd(resourceVersion: String)
}

extension WatchEvent {
  /// Reads one line of a watch: `{"type": …, "object": …}`.
  ///
  /// - Parameter filter: which parts of the object are kept; what is no object of the resource is kept whole.
  /// - Throws: ``KubernetesError/status(_:)`` for an ERROR event, ``KubernetesError/invalidResponse(_:)`` for a line
  ///   that is no event.
  init(line: ByteBuffer, keeping filter: JSONFilter = .everything) throws(KubernetesError) {
    let json = try Self.parse(line, JSONFilter(member: "object", filter))
    guard let type = json["type"]?.string, let object = json["object"], object.object != nil else {
      throw Self.invalid("expected a watch event with type and object", line)
    }
    switch type {
    case "ADDED": self = .added(object)
    case "MODIFIED": self = .modified(object)
    case "DELETED": self = .deleted(object)
    case "BOOKMARK":
      guard let version = object["metadata"]?["resourceVersion"]?.string else {
        throw Self.invalid("expected a bookmark with metadata.resourceVersion", line)
      }
      let endsInitialEvents = object["metadata"]?["annotations"]?[Self.initialEventsEndAnnotation] == "true"
      self = endsInitialEvents ? .initialEventsEnd(resourceVersion: version) : .bookmark(resourceVersion: version)
    case "ERROR":
      guard let status = Status(object) else { throw Self.invalid("expected a Status in an ERROR event", line) }
      throw .status(status)
    default: throw Self.invalid("expected a watch event of a known type", line)
    }
  }

  /// The event of a line that tells of a version that is known, of which no more is read than that; `nil` for any other.
  init?(line: ByteBuffer, ifKnown isKnown: (ObjectKey, String) -> Bool) {
    let texts = line.withUnsafeReadableBytes(Self.identity.texts)
    guard ["ADDED", "MODIFIED"].contains(texts[0]), let name = texts[2], let version = texts[3] else { return nil }
    let key = ObjectKey(namespace: texts[1], name: name)
    guard isKnown(key, version) else { return nil }
    self = .known(key, resourceVersion: version)
  }

  private static let identity = JSONTextPaths(
    ["type"], ["object", "metadata", "namespace"], ["object", "metadata", "name"],
    ["object", "metadata", "resourceVersion"])

  private static func parse(_ line: ByteBuffer, _ filter: JSONFilter) throws(KubernetesError) -> JSON {
    do {
      let json = try JSON.parse(line, keeping: filter)
      let isFiltered = !filter.isEverything && ["BOOKMARK", "ERROR"].contains(json["type"]?.string)
      return isFiltered ? try JSON.parse(line) : json
    } catch {
      throw invalid("expected a watch event: \(error)", line)
    }
  }

  private static let initialEventsEndAnnotation = "k8s.io/initial-events-end"

  private static func invalid(_ message: String, _ line: ByteBuffer) -> KubernetesError {
    .invalidResponse(InvalidResponse(code: 200, message: message, excerpt: excerpt(of: line.readableBytesView)))
  }
}
