import JSONTree
import PatternLibrary
import PodPatternAPI
import PodPatternOperator

/// The objects, problems and notes that the documents of one manifest come to.
struct Rendering {
  /// The PodPatterns' own objects, then what they extend, as it is when all have done so.
  var objects: [JSON] { ownObjects + others.filter(\.isTarget).map(\.document) }
  private(set) var problems: [String] = []
  /// In the order of the documents.
  var notes: [String] {
    let passedOver = others.filter { !$0.isTarget }.map { other in
      (index: other.index, text: other.document.passedOverNote)
    }
    return (remarks + passedOver).enumerated()
      .sorted { ($0.element.index, $0.offset) < ($1.element.index, $1.offset) }
      .map { "\(position($0.element.index)): \($0.element.text)" }
  }

  private let composer: Composer
  private let source: String
  private var ownObjects: [JSON] = []
  private var remarks: [(index: Int, text: String)] = []
  /// The documents that are no PodPatterns.
  private var others: [OtherDocument] = []

  init(_ documents: [JSON], composer: Composer, source: String) {
    self.composer = composer
    self.source = source
    others = documents.enumerated()
      .filter { !$0.element.isMeantAsPodPattern && !$0.element.isMeantAsClusterPodPattern }
      .map { OtherDocument(index: $0.offset, document: $0.element) }
    for (index, document) in documents.enumerated() {
      if document.isMeantAsPodPattern {
        add(document, index)
      } else if document.isMeantAsClusterPodPattern {
        addPolicy(document, index)
      }
    }
  }

  /// What the API server is told of a policy, and the workloads that it extends.
  private mutating func addPolicy(_ document: JSON, _ index: Int) {
    do {
      let policy = try ClusterPodPattern.decode(document)
      let workloads = others.map(\.document)
      let preview = try PolicyPreview(document, among: workloads, ownNamespace: Self.ownNamespace)
      switch composer.composeAdmission(of: policy, systemNamespaces: ["kube-system", Self.ownNamespace]) {
      case .success(let objects, _, let warnings):
        ownObjects += objects
        remarks += warnings.map { (index, "warning: \($0)") }
      case .failure(let problems): return self.problems += problems.map { "\(position(index)): \($0)" }
      }
      guard policy.spec.delivery != .admission else { return }
      for member in workloads.compactMap(preview.member) { add(member, index) }
    } catch {
      problems += error.problems.map { "\(position(index)): \($0)" }
    }
  }

  /// The namespace of `deploy/`.
  private static let ownNamespace = OperatorConfiguration().ownNamespace

  private func position(_ index: Int) -> String { "\(source), document \(index + 1)" }

  private mutating func add(_ document: JSON, _ index: Int) {
    do {
      let podPattern = try PodPattern.decode(document)
      let target = podPattern.spec.target.map { TargetDocuments($0, podPattern.metadata.namespace, in: others) }
      if let problem = target?.problem { return problems.append("\(position(index)): \(problem)") }
      switch composer.compose(podPattern, target: target?.state(others)) {
      case .success(let objects, let extensions, let warnings):
        ownObjects += objects
        remarks += warnings.map { (index, "warning: \($0)") }
        target?.indices.forEach { others[$0].isTarget = true }
        for added in extensions {
          target?.index(of: added, in: others).map { others[$0].add(added, of: podPattern.metadata.name) }
        }
      case .failure(let problems): self.problems += problems.map { "\(position(index)): \($0)" }
      }
    } catch {
      problems += error.problems.map { "\(position(index)): \($0)" }
    }
  }
}

/// A document that is no PodPattern, and that PodPatterns may extend.
private struct OtherDocument {
  let index: Int
  var document: JSON
  var isTarget = false
  /// Which PodPattern added a container, by the container's name.
  var holders: [String: String] = [:]

  func isObject(_ apiVersion: String, _ kind: String, _ name: String, in namespace: String?) -> Bool {
    let own = document["metadata", "namespace"]?.string
    return document["apiVersion"]?.string == apiVersion && document["kind"]?.string == kind
      && document["metadata", "name"]?.string == name && (own == nil || namespace == nil || own == namespace)
  }

  mutating func add(_ added: TargetExtension, of podPattern: String) {
    for name in added.containers { holders[name] = "PodPattern \"\(podPattern)\"" }
    document = added.applied(to: document)
  }
}

/// Which of the documents a PodPattern extends.
private struct TargetDocuments {
  let target: Target
  let workload: Int?
  let service: Int?

  init(_ target: Target, _ namespace: String?, in documents: [OtherDocument]) {
    self.target = target
    workload = documents.firstIndex { $0.isObject(target.resolvedAPIVersion, target.kind, target.name, in: namespace) }
    service = target.service.flatMap { name in
      documents.firstIndex { $0.isObject("v1", "Service", name, in: namespace) }
    }
  }

  var indices: [Int] { [workload, service].compactMap(\.self) }

  var problem: Problem? {
    if workload == nil { return Self.missing(target.description, FieldPath("spec", "target")) }
    guard let name = target.service, service == nil else { return nil }
    return Self.missing("Service/\(name)", FieldPath("spec", "target", "service"))
  }

  private static func missing(_ object: String, _ path: FieldPath) -> Problem {
    Problem(
      path: path, kind: .invalid(value: .string(object)),
      message: "is not among the documents, and only what the same input has can be shown as it will be")
  }

  func state(_ documents: [OtherDocument]) -> TargetState? {
    workload.map { index in
      TargetState(
        workload: documents[index].document, service: service.map { documents[$0].document },
        holders: documents[index].holders)
    }
  }

  /// The document that an extension is of.
  func index(of added: TargetExtension, in documents: [OtherDocument]) -> Int? {
    indices.first { documents[$0].document["kind"] == added.object["kind"] }
  }
}
