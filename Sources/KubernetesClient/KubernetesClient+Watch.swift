// Watching: the changes of a resource as they happen.

extension KubernetesClient {
  /// Watches the objects of a resource from a version on.
  ///
  /// - Parameters:
  ///   - namespace: the namespace; `nil` for all of them.
  ///   - labelSelector: the labels that objects must have, such as `app=web,tier!=cache`.
  ///   - fieldSelector: the fields that objects must have, such as `metadata.name=web`.
  ///   - resourceVersion: the version of a list or of the last event; what happened after it is reported.
  ///   - allowBookmarks: whether the server reports versions between changes, which keeps a quiet watch resumable.
  ///   - timeoutSeconds: after how many seconds the server ends the watch; `nil` leaves it to the server.
  ///   - stallTimeout: how long no byte may arrive before the connection is taken for dead. With bookmarks, one arrives
  ///     about once a minute.
  /// - Returns: the events; nothing is sent until the first is asked for. ``WatchEvents`` says what holds for them.
  public func watch(
    _ resource: APIResource, namespace: String? = nil, labelSelector: String? = nil, fieldSelector: String? = nil,
    from resourceVersion: String, allowBookmarks: Bool = true, timeoutSeconds: Int? = nil,
    stallTimeout: Duration = .seconds(70)
  ) -> WatchEvents {
    let open = { @Sendable () async throws(KubernetesError) in
      var request = APIRequest(.GET, try resource.path(namespace: namespace))
      request.add("watch", "1")
      request.add("labelSelector", labelSelector)
      request.add("fieldSelector", fieldSelector)
      request.add("resourceVersion", resourceVersion)
      if allowBookmarks { request.add("allowWatchBookmarks", "true") }
      request.add("timeoutSeconds", timeoutSeconds.map(String.init))
      return try await self.openStream(request)
    }
    return WatchEvents(
      settings: .init(
        open: open, stallTimeout: stallTimeout, clock: clock, maximumEventLength: limits.watchEvent))
  }
}
