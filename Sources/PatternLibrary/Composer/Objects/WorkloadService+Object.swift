import JSONTree
import PodPatternAPI

// The Service of a workload of the PodPattern's own.

extension WorkloadService {
  /// The Service with its ports, to which patterns add theirs.
  func draft(pod: PodDraft) -> ServiceDraft {
    let path = FieldPath("spec", "workload", "service")
    let ports = self.ports.enumerated().map { index, port in
      Sourced(port.json, Source(holder: "the Service", path: path.appending("ports").appending(index: index)))
    }
    return ServiceDraft(ports: ports, path: path, pod: pod)
  }

  /// The Service object.
  func object(_ identity: ObjectIdentity, ports: [Sourced<JSON>]) -> JSON {
    var object = identity.object(
      apiVersion: "v1", kind: "Service", name: identity.podPattern, labels: labels, annotations: annotations)
    var spec: JSON = [
      "selector": .object(JSONObject(Labels.selector(podPattern: identity.podPattern))),
      "ports": .array(ports.map(\.value)),
    ]
    spec["type"] = type.map { .string($0.rawValue) }
    spec["clusterIP"] = clusterIP.map { .string($0.rawValue) }
    object["spec"] = spec
    return object
  }
}
