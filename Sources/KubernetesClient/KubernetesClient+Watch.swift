// Watching: the changes of a resource as they happen.

import JSONTree

extension KubernetesClient {
  /// Watches the objects of a resource from a version on.
  ///
  /// Unlike other requests it is not sent again after an answer that asks to wait: whoever watches backs off anyway.
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
  ///   - filter: which parts of each object are kept; the others cost no memory.
  /// - Returns: the events; nothing is sent until the first is asked for. ``WatchEvents`` says what holds for them.
  public func watch(
    _ resource: APIResource, namespace: String? = nil, labelSelector: String? = nil, fieldSelector: String? = nil,
    from resourceVersion: String, allowBookmarks: Bool = true, timeoutSeconds: Int? = nil,
    stallTimeout: Duration = .seconds(70), keeping filter: JSONFilter = .everything
  ) -> WatchEvents {
    watch(resource, namespace, labelSelector, fieldSelector, stallTimeout, filter) { request in
      request.add("resourceVersion", resourceVersion)
      if allowBookmarks { request.add("allowWatchBookmarks", "true") }
      request.add("timeoutSeconds", timeoutSeconds.map(String.init))
    }
  }

  /// Streams all objects of a resource, and then the changes as they happen: a list and a watch in one request.
  ///
  /// The server sends every object as added, then ``WatchEvent/initialEventsEnd(resourceVersion:)``, and goes on as a
  /// watch does. Neither side has to hold the whole list.
  ///
  /// - Expected flow: begin with it; on an error with ``KubernetesError/isStreamingListRefused`` list and watch instead.
  ///   After an interruption watch from the last version: a streaming list sends everything again.
  /// - Assumptions: the server has the feature `WatchList`: on by default in 1.32 and from 1.34 on, off by default in 1.33
  ///   and before 1.32 (https://kubernetes.io/docs/reference/using-api/api-concepts/#streaming-lists).
  /// - Caveats: objects come in no order, and nothing tells that one is gone that an earlier list had: compare when
  ///   the end of the initial events is there. A server may wait for some seconds before the first one.
  /// - Parameters:
  ///   - namespace: the namespace; `nil` for all of them.
  ///   - labelSelector: the labels that objects must have, such as `app=web,tier!=cache`.
  ///   - fieldSelector: the fields that objects must have, such as `metadata.name=web`.
  ///   - resourceVersion: the version that the list must be as new as; `nil` for the newest.
  ///   - timeoutSeconds: after how many seconds the server ends the watch; `nil` leaves it to the server.
  ///   - stallTimeout: how long no byte may arrive before the connection is taken for dead.
  ///   - filter: which parts of each object are kept; the others cost no memory.
  /// - Returns: the events; nothing is sent until the first is asked for. ``WatchEvents`` says what holds for them.
  public func streamingList(
    _ resource: APIResource, namespace: String? = nil, labelSelector: String? = nil, fieldSelector: String? = nil,
    notOlderThan resourceVersion: String? = nil, timeoutSeconds: Int? = nil, stallTimeout: Duration = .seconds(70),
    keeping filter: JSONFilter = .everything
  ) -> WatchEvents {
    watch(resource, namespace, labelSelector, fieldSelector, stallTimeout, filter, beginsWithList: true) { request in
      request.add("sendInitialEvents", "true")
      request.add("resourceVersionMatch", "NotOlderThan")
      request.add("resourceVersion", resourceVersion)
      request.add("allowWatchBookmarks", "true")
      request.add("timeoutSeconds", timeoutSeconds.map(String.init))
    }
  }

  private func watch(
    _ resource: APIResource, _ namespace: String?, _ labelSelector: String?, _ fieldSelector: String?,
    _ stallTimeout: Duration, _ filter: JSONFilter, beginsWithList: Bool = false,
    parameters: @escaping @Sendable (inout APIRequest) -> Void
  ) -> WatchEvents {
    let open = { @Sendable () async throws(KubernetesError) in
      var request = APIRequest(.GET, try resource.path(namespace: namespace))
      request.add("watch", "1")
      request.add("labelSelector", labelSelector)
      request.add("fieldSelector", fieldSelector)
      parameters(&request)
      return try await self.openStream(request)
    }
    let stalled = TransportError(.stalled, "the watch stalled: no byte for \(stallTimeout.formattedSeconds)")
    return WatchEvents(
      settings: .init(
        open: open, stallLimit: TimeLimit(duration: stallTimeout, clock: clock, error: .transport(stalled)),
        maximumEventLength: limits.watchEvent,
        onStall: { self.watches.closeSilentConnections(for: stallTimeout) }, filter: filter,
        beginsWithList: beginsWithList))
  }
}
