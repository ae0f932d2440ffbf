import JSONTree

/// A PodPattern as the store keeps it: its text, which takes a fraction of the room of what it is read into.
///
/// Most of what the watch brings is the operator's own status coming back, which nobody ever reads.
struct StoredPodPattern: Sendable {
  private let text: [UInt8]
  /// Whether the user has changed it since its status was written.
  let isAwaited: Bool
  /// What its status says stands in its way; `nil` where nothing does.
  let stalled: String?
  /// What the policy has to know that has made it; `nil` where none has.
  let member: StoredMember?

  /// - Throws: ``UnreadableObject`` where the object has no name or uid.
  init(_ object: JSON) throws {
    _ = try ObservedPodPattern.Identity(object)
    isAwaited = object["metadata", "generation"] != object["status", "observedGeneration"]
    stalled =
      (object["status", "conditions"]?.array ?? [])
      .first { $0["type"] == "Stalled" && $0["status"] == "True" }?["message"]?.string
    member = StoredMember(object)
    var kept = object
    kept["metadata"]?["managedFields"] = Optional.none
    text = kept.serialized()
  }

  /// The PodPattern with everything in it.
  func read() throws -> ObservedPodPattern { try ObservedPodPattern(JSON.parse(text)) }
}
