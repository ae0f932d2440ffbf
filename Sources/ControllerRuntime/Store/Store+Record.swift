// Reading one's own writes.

extension Store {
  /// Takes over the server's answer to a write, so that the next read sees it before the watch brings it.
  ///
  /// - Expected flow: write, record the answer, go on.
  /// - Guarantees: a version older than the one that the store has changes nothing, and neither does the watch when it
  ///   brings this version later. An object that the store knows to be deleted since does not come back. No
  ///   ``StoreChange`` is emitted for the write: the writer knows. One is emitted for what somebody else changed before
  ///   the write and the answer holds too, once the watch has brought that.
  /// - Assumptions: the answer is the whole object, decoded as the store's reflector decodes it.
  /// - Caveats: where the server's versions are no numbers, an object deleted meanwhile stays until the next relist.
  /// - Errors: none.
  public func record(_ object: ServerObject<Object>) {
    contents.withLock { $0.record(object) }
  }
}
