// Where events are written to.
import JSONTree
import KubernetesClient

/// Creates events, and patches those that have become series.
protocol EventSink: Sendable {
  func create(_ event: JSON, namespace: String) async throws(KubernetesError)
  func patch(_ name: String, namespace: String, _ patch: JSON) async throws(KubernetesError)
}

/// The events of an API server.
struct KubernetesEventSink: EventSink {
  private static let events = APIResource(group: "events.k8s.io", version: "v1", kind: "Event", plural: "events")

  let client: KubernetesClient

  func create(_ event: JSON, namespace: String) async throws(KubernetesError) {
    try await client.create(Self.events, namespace: namespace, event)
  }

  func patch(_ name: String, namespace: String, _ patch: JSON) async throws(KubernetesError) {
    try await client.patch(Self.events, ObjectKey(namespace: namespace, name: name), mergePatch: patch)
  }
}
