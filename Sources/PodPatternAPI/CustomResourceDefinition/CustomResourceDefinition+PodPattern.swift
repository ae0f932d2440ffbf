import JSONTree

extension CustomResourceDefinition {
  /// The definition of PodPattern.
  public static var podPattern: JSON {
    definition(
      of: PodPattern.self, shortName: "pp", scope: "Namespaced",
      columns: [
        PrinterColumn.column("Target", ".status.target", "What is extended."),
        PrinterColumn.column("Patterns", ".status.patterns", "The patterns' names."),
        PrinterColumn.ready("Whether everything is applied and rolled out."),
        PrinterColumn.age, PrinterColumn.message,
      ],
      """
      An application, and the patterns that extend its pods without changing its code: ambassador, adapter, sidecar \
      and init containers.
      """)
  }
}
