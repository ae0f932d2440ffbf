// Reading one's own writes.
import KubernetesClient

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

  /// Writes an object, and takes over the server's answer as ``record(_:)`` does.
  ///
  /// The watch may bring the write before its answer is there, and would then tell of a change that is none. So what it
  /// brings of the object is kept back meanwhile, though it can be read; it is told of after the write, unless the write
  /// made it.
  ///
  /// - Parameters:
  ///   - key: the object.
  ///   - isSettled: whether the object, as the answer has it, needs no further look. An answer that changed nothing can be
  ///     somebody else's version.
  ///   - body: writes it and returns the answer.
  /// - Returns: the answer.
  /// - Throws: what `body` throws.
  @discardableResult
  public func write<Failure: Error>(
    _ key: ObjectKey, isSettled: (Object) -> Bool = { _ in true },
    _ body: () async throws(Failure) -> ServerObject<Object>
  ) async throws(Failure) -> ServerObject<Object> {
    contents.withLock { $0.beginWrite(key) }
    do {
      let answer = try await body()
      let isSettled = (try? answer.content.get()).map(isSettled) ?? false
      change { contents in
        contents.record(answer)
        return contents.endWrite(key, made: isSettled ? answer.resourceVersion : nil)
      }
      return answer
    } catch {
      change { $0.endWrite(key, made: nil) }
      throw error
    }
  }
}
