import JSONTree

// The order of a pod's containers, which is the order in which the kubelet starts them.
//
// 1. `initContainers`: what the patterns add, in the order of `spec.patterns`: containers that run to completion and,
//    where the server knows them, native sidecars, each of which is up before the next one starts. A pattern can thus
//    rely on those before it, and the template's own init containers can rely on all of them.
// 2. `initContainers`: the template's own, in their order.
// 3. `containers`: the template's own, in their order, so that the application stays where it was (the first container
//    is the one that `kubectl logs` and `kubectl exec` choose).
// 4. `containers`: without native sidecars, the long-running containers of the patterns, in the order of
//    `spec.patterns`.
//
// To a pod of somebody else's all is added at the end: there the API server puts what a second manager applies.

extension PodDraft {
  /// The pod's init containers.
  func orderedInitContainers(nativeSidecars: Bool) -> [JSON] {
    (addedInitContainers(nativeSidecars: nativeSidecars) + template.initContainers.map(\.value)).uniqueByName
  }

  /// The init containers that patterns add.
  func addedInitContainers(nativeSidecars: Bool) -> [JSON] {
    contents.flatMap { content in
      content.initContainers.map(\.value) + (nativeSidecars ? content.containers.map(\.value.asNativeSidecar) : [])
    }
  }

  /// The ordinary containers that patterns add.
  func addedOrdinaryContainers(nativeSidecars: Bool) -> [JSON] {
    nativeSidecars ? [] : contents.flatMap(\.containers).map(\.value)
  }

  /// The pod's ordinary containers.
  func orderedContainers(nativeSidecars: Bool) -> [JSON] {
    let own = template.containers.map { $0.source == application.source ? mergedApplication : $0.value }
    return (own + addedOrdinaryContainers(nativeSidecars: nativeSidecars)).uniqueByName
  }
}

extension JSON {
  /// A container that runs beside the application although it stands among the init containers.
  fileprivate var asNativeSidecar: JSON {
    var container = self
    container["restartPolicy"] = "Always"
    return container
  }
}

extension [JSON] {
  /// The first of each name; what is left out is identical, or it would have been a conflict.
  var uniqueByName: [JSON] {
    var seen: Set<JSON> = []
    return filter { element in element["name"].map { seen.insert($0).inserted } ?? true }
  }
}
