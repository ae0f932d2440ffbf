import JSONTree
import PodPatternAPI
import Testing

@testable import PatternLibrary

/// What holds for every PodPattern that extends the workload which it could also run itself.
@Suite("Properties of extending a target")
struct TargetPropertyTests {
  private let all: [GeneratedTarget]

  init() throws { all = try GeneratedTarget.thousands.get() }

  private static let probes = ["startupProbe", "readinessProbe", "livenessProbe"]

  @Test("what can be run can be added, but for a probe of another kind; what cannot be run cannot be added")
  func decisions() {
    for item in all {
      guard case .failure(let problems) = item.composition else {
        #expect(item.own.objects != nil, "\(item.own.testDescription)")
        continue
      }
      #expect(!problems.isEmpty)
      let isProbe = problems.allSatisfy { problem in
        Self.probes.contains { problem.path.elements.last == .key($0) } && problem.message.contains("would merge them")
      }
      #expect(item.own.objects == nil || isProbe, "\(problems) of \(item.own.testDescription)")
    }
    #expect(all.filter { $0.extensions != nil }.count * 10 > all.count * 8)
  }

  @Test("the extended workload has the containers, volumes and fields that it would have as one's own")
  func same() {
    for item in all where item.extensions != nil {
      guard let own = item.own.pod, let extended = item.workload["spec", "template", "spec"] else { continue }
      let replaced = replacedProbes(of: item)
      for list in ["containers", "initContainers", "volumes"] {
        let expected = entries(own[list], without: replaced, of: item.application)
        #expect(
          entries(extended[list], without: replaced, of: item.application) == expected,
          "\(list) of \(item.own.testDescription)")
      }
      for field in ["shareProcessNamespace", "securityContext", "nodeSelector"] {
        #expect(extended[field] == own[field], "\(field) of \(item.own.testDescription)")
      }
      for (probe, wanted) in replaced {
        let container = extended["containers"]?.array?.first { $0["name"] == item.application }
        #expect(wanted.isCovered(by: container?[probe] ?? .null), "\(probe) of \(item.own.testDescription)")
      }
    }
  }

  /// The probes that patterns give the application: they are merged into its own, and not put in their place.
  private func replacedProbes(of item: GeneratedTarget) -> JSONObject {
    let application = item.own.pod?["containers"]?.array?.first { $0["name"] == item.application }
    let changed = item.own.podPattern.spec.patterns.flatMap { $0.application?.probes.keys.map(\.rawValue) ?? [] }
    return JSONObject(changed.map { ($0, application?[$0] ?? .null) })
  }

  private func entries(_ list: JSON?, without fields: JSONObject, of application: JSON) -> [JSON: JSON] {
    let entries = (list?.array ?? []).map { entry in
      var entry = entry.withPortProtocols
      if entry["name"] == application { for field in fields.keys { entry[field] = Optional.none } }
      return (entry["name"] ?? .null, entry)
    }
    return Dictionary(entries) { _, last in last }
  }

  @Test("the extended Service has the ports that it would have as one's own, and the other objects are the same")
  func objects() {
    for item in all {
      guard case .success(let objects, _, _) = item.composition, let own = item.own.objects else { continue }
      let kinds: Set<JSON> = ["ConfigMap", "Job"]
      #expect(objects.filter { kinds.contains($0["kind"] ?? "") } == own.filter { kinds.contains($0["kind"] ?? "") })
      #expect(objects.filter { !kinds.contains($0["kind"] ?? "") }.count == own.filter { $0.isMonitor }.count)
      let ownService = own.first { $0["kind"] == "Service" }
      #expect(ports(item.service) == ports(ownService), "\(item.own.testDescription)")
    }
  }

  private func ports(_ service: JSON?) -> [JSON] {
    (service?["spec", "ports"]?.array ?? []).map { port in
      var port = port
      if port["protocol"] == nil { port["protocol"] = "TCP" }
      return port
    }
  }

  @Test("an extension never says anything of labels, selectors or replicas, and nothing is null or empty")
  func nothingElse() {
    for item in all {
      for added in item.extensions ?? [] {
        let object = added.object
        #expect(object == object.withoutEmptyFields)
        let spec = object["spec"]?.object ?? [:]
        #expect(Set(spec.keys).isSubset(of: object["kind"] == "Service" ? ["ports"] : ["template"]))
        #expect(spec["template"]?["metadata"]?["labels"] == nil)
        let labels = (object["metadata"]?["labels"]?.object ?? [:]).keys
        #expect(labels.allSatisfy { $0.hasPrefix("extension.podpattern.dev/") })
      }
    }
  }

  @Test("each touched field is told, and is inside an entry of the owner's")
  func touched() {
    for item in all {
      guard case .success(_, let extensions, let warnings) = item.composition else { continue }
      for field in extensions.flatMap(\.touched) {
        #expect(
          field.hasPrefix(".spec.template.spec.containers[name=\(item.application.serializedString())].")
            || field.hasPrefix(".spec.ports[port=80,"))
        #expect(warnings.contains { $0.message.hasPrefix("sets \(field) in ") }, "\(field)")
      }
      let named = extensions.first?.object["spec", "template", "spec"]?["containers"]?.array?.first {
        $0["name"] == item.application
      }
      #expect((named != nil) == (extensions.first?.touched.isEmpty == false), "\(item.own.testDescription)")
    }
  }

  @Test("what is extended already, and became the owner's, composes to the same and changes nothing")
  func adopted() {
    let composer = Composer(.test)
    for item in all where item.extensions != nil {
      let state = TargetState(workload: item.workload, service: item.service)
      guard case .success(let objects, let extensions, _) = composer.compose(item.podPattern, target: state),
        case .success(let before, _, _) = item.composition
      else {
        Issue.record("\(composer.compose(item.podPattern, target: state)) of \(item.own.testDescription)")
        continue
      }
      // A Job's pod is like those of the workload, also in what patterns have made of those.
      #expect(objects.filter { !$0.isJob } == before.filter { !$0.isJob }, "\(item.own.testDescription)")
      for added in extensions {
        let object = added.object["kind"] == "Service" ? item.service : item.workload
        #expect(object.map { added.applied(to: $0).missing(in: $0) } == [], "\(item.own.testDescription)")
      }
    }
  }

  @Test("the same target gives the same bytes")
  func deterministic() {
    for item in all where item.own.index.isMultiple(of: 8) {
      #expect(Composer(.test).compose(item.podPattern, target: item.state).bytes == item.composition.bytes)
    }
  }
}

extension JSON {
  fileprivate var isJob: Bool { self["kind"] == "Job" }

  fileprivate var isMonitor: Bool { ["ServiceMonitor", "PodMonitor"].contains(self["kind"]?.string) }
}
