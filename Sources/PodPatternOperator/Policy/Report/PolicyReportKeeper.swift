import ControllerRuntime
import JSONTree
import KubernetesClient
import Logging

/// Keeps the PolicyReports of policies, where the cluster knows that kind.
///
/// They are written when what they say has changed, and not more often than ``PolicyReportMemory/pause`` allows: a wave
/// changes one workload after the other.
struct PolicyReportKeeper: Sendable {
  let client: KubernetesClient
  let memory: PolicyReportMemory

  /// Has the reports say what the results are.
  ///
  /// - Returns: after how long to look again; `nil` where all is said.
  /// - Throws: `KubernetesError` where it can be tried again.
  func keep(_ results: [PolicyResult], of policy: ObservedPolicy, logger: Logger) async throws -> Duration? {
    guard try await isServed() else { return nil }
    if let rest = memory.rest(of: policy.name) { return rest }
    do {
      var known = try await known(of: policy.name)
      let reports = PolicyReport.all(results, of: policy)
      let count = try await write(reports, over: &known) + delete(allBut: Set(reports.map(\.key)), from: &known)
      memory.note(known, of: policy.name, wrote: count > 0)
      if count > 0 { logger.debug("reported", metadata: ["reports": "\(count)"]) }
    } catch {
      guard error.isForbidden else { throw error }
      logger.warning("cannot report", metadata: ["error": "\(error)"])
      memory.noteServed(false)
    }
    return nil
  }

  /// Deletes the reports of a policy that has gone.
  func forget(_ policy: String, logger: Logger) async throws {
    defer { memory.forget(policy) }
    guard try await isServed() else { return }
    do {
      var known = try await known(of: policy)
      _ = try await delete(allBut: [], from: &known)
    } catch {
      guard error.isForbidden else { throw error }
      logger.warning("cannot delete reports", metadata: ["error": "\(error)"])
    }
  }

  private func isServed() async throws(KubernetesError) -> Bool {
    if let isServed = memory.isServed { return isServed }
    let resource = PolicyReport.resource
    let plurals = try await client.servedResources(group: resource.group, version: resource.version)
    memory.noteServed(plurals.contains(resource.plural))
    return plurals.contains(resource.plural)
  }

  /// What the reports of a policy say; the server is asked once.
  private func known(of policy: String) async throws(KubernetesError) -> [ObjectKey: Fingerprint] {
    if let known = memory.known(of: policy) { return known }
    var known: [ObjectKey: Fingerprint] = [:]
    let name = PolicyReport.name(of: policy)
    for try await page in client.list(PolicyReport.resource, labelSelector: "\(PolicyMarks.policy)=\(policy)") {
      for object in page.items where object["metadata", "name"]?.string == name {
        let key = ObjectKey(namespace: object["metadata", "namespace"]?.string, name: name)
        known[key] = PolicyReport.fingerprint(of: object)
      }
    }
    return known
  }

  private func write(
    _ reports: [PolicyReport], over known: inout [ObjectKey: Fingerprint]
  ) async throws(KubernetesError) -> Int {
    var count = 0
    for report in reports {
      let fingerprint = PolicyReport.fingerprint(of: report.content)
      guard known[report.key] != fingerprint else { continue }
      try await client.apply(
        PolicyReport.resource, report.key, report.content,
        options: ApplyOptions(fieldManager: PolicyMarks.manager, force: true))
      known[report.key] = fingerprint
      count += 1
    }
    return count
  }

  private func delete(
    allBut wanted: Set<ObjectKey>, from known: inout [ObjectKey: Fingerprint]
  ) async throws(KubernetesError) -> Int {
    let unwanted = known.keys.filter { !wanted.contains($0) }.sorted()
    for key in unwanted {
      do {
        try await client.delete(PolicyReport.resource, key, propagation: .background)
      } catch {
        guard error.isNotFound else { throw error }
      }
      known[key] = nil
    }
    return unwanted.count
  }
}
