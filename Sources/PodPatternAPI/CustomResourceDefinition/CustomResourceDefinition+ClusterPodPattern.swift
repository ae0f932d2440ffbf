import JSONTree

extension CustomResourceDefinition {
  /// The definition of ClusterPodPattern.
  public static var clusterPodPattern: JSON {
    definition(
      of: ClusterPodPattern.self, shortName: "cpp", scope: "Cluster",
      columns: [
        PrinterColumn.column("Enforcement", ".spec.enforcement", "Whether workloads are changed, or only looked at."),
        PrinterColumn.column("Delivery", ".status.delivery", "How the containers get into the pods."),
        count("Matched", "The workloads that are meant."),
        count("Compliant", "The workloads that are as wanted."),
        count("Failed", "The workloads that cannot be, or did not become available."),
        PrinterColumn.ready("Whether every matched workload is as wanted."),
        PrinterColumn.age, PrinterColumn.message,
      ],
      """
      Patterns for all workloads of the cluster that selectors match, audited or enforced, and rolled out in waves.
      """)
  }

  private static func count(_ name: String, _ text: String) -> JSON {
    PrinterColumn.column(name, ".status.counts.\(name.lowercased())", type: "integer", text)
  }
}
