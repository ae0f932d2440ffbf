// Reading one's own writes.

extension Store {
  /// Takes over the server's answer to a write, so that the next read sees it before the watch brings it.
  ///
  /// - Expected flow: write, record the answer, go on.
  /// - Guarantees: a version older than the one that the store has changes nothing, and neither does the watch when it
  ///   brings this version later. No ``StoreChange`` is emitted: the writer knows.
  /// - Assumptions: the answer is the whole object, decoded as the store's reflector decodes it.
  /// - Caveats: an object that was deleted and seen to be so before its answer is recorded stays until the next relist.
  /// - Errors: none.
  public func record(_ object: ServerObject<Object>) {
    apply(.changed(object)) { _ in }
  }
}
