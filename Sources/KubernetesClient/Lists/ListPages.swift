/// The pages of a list, each asked for when the one before it has been dealt with.
///
/// - Expected flow: `for try await page in client.list(…)`; the last page says so.
/// - Guarantees: all pages show the same state of the server. Iterating again asks anew.
/// - Errors: ``KubernetesError``; one with `isExpired` in the middle of a list means that the server has forgotten the
///   state that the pages show: start again and forget the pages so far.
public struct ListPages: AsyncSequence, Sendable {
  /// One page.
  public typealias Element = ListPage
  /// What iterating throws.
  public typealias Failure = KubernetesError

  let page: @Sendable (_ continueToken: String?) async throws(KubernetesError) -> ListPage

  /// Starts before the first page.
  public func makeAsyncIterator() -> Iterator { Iterator(page: page) }

  /// Asks for one page after the other.
  public struct Iterator: AsyncIteratorProtocol {
    private enum State {
      case first
      case next(String)
      case finished
    }

    let page: @Sendable (_ continueToken: String?) async throws(KubernetesError) -> ListPage
    private var state = State.first

    init(page: @escaping @Sendable (_ continueToken: String?) async throws(KubernetesError) -> ListPage) {
      self.page = page
    }

    /// The next page; `nil` after the last.
    public mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws(KubernetesError) -> ListPage? {
      let token: String?
      switch state {
      case .first: token = nil
      case .next(let continueToken): token = continueToken
      case .finished: return nil
      }
      state = .finished
      let page = try await page(token)
      if let continueToken = page.continueToken { state = .next(continueToken) }
      return page
    }
  }
}
