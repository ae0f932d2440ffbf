import JSONTree
import KubernetesClient
import TestSupport

extension PolicyCluster {
  /// The reports about the test's namespaces, in their order.
  func reports() async throws -> [JSON] {
    var reports: [JSON] = []
    for try await page in admin.list(PolicyReportDefinition.resource, labelSelector: "podpattern.dev/policy=\(team)") {
      reports += page.items
    }
    return reports.sorted { ($0["metadata", "namespace"]?.string ?? "") < ($1["metadata", "namespace"]?.string ?? "") }
  }

  /// Waits until the first namespace, and the second, have reports with these counts.
  @discardableResult
  func untilReported(_ counts: [String: Int64]...) async throws -> [JSON] {
    try await eventually("the reports say \(counts)") {
      let reports = try await reports()
      let summaries = reports.map { report in
        (report["summary"]?.object ?? [:]).compactMapValues(\.integer).filter { $0.value > 0 }
      }
      return summaries == counts ? reports : nil
    }.value
  }
}
