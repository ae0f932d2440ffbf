import Synchronization

/// A fault that concerns some requests only: those of a kind, and so many of them.
public final class Only: HTTPFault {
  private let kinds: Set<ProxiedRequest.Kind>
  private let resource: String?
  private let fault: any HTTPFault
  private let others: any HTTPFault
  private let left: Mutex<Int>
  private let done = Mutex(0)

  /// Limits a fault.
  ///
  /// - Parameters:
  ///   - kinds: the requests that it is for.
  ///   - resource: the plural name of the resource that it is for; `nil` for all.
  ///   - times: how many of them.
  ///   - others: what happens to the other requests.
  public init(
    _ kinds: ProxiedRequest.Kind..., of resource: String? = nil, times: Int = .max, _ fault: any HTTPFault,
    others: any HTTPFault = NoHTTPFault()
  ) {
    self.kinds = Set(kinds)
    self.resource = resource
    self.fault = fault
    self.others = others
    left = Mutex(times)
  }

  /// How many requests it has met.
  public var count: Int { done.withLock { $0 } }

  /// Whether it has met all that it is for.
  public var isOver: Bool { left.withLock { $0 == 0 } }

  /// The fault's answer, or that to the others.
  public func answer(_ request: ProxiedRequest, _ answer: ProxiedAnswer, from server: UpstreamServer) async throws {
    guard concerns(request), take() else {
      return try await others.answer(request, answer, from: server)
    }
    done.withLock { $0 += 1 }
    try await fault.answer(request, answer, from: server)
  }

  private func concerns(_ request: ProxiedRequest) -> Bool {
    guard let resource else { return kinds.contains(request.kind) }
    let path = request.head.uri.prefix { $0 != "?" }
    return kinds.contains(request.kind) && path.split(separator: "/").contains(Substring(resource))
  }

  private func take() -> Bool {
    left.withLock { left in
      guard left > 0 else { return false }
      left -= 1
      return true
    }
  }
}
