import FoundationEssentials
import TestSupport
import Testing

@Suite("The examples of policies")
struct PolicyExampleTests {
  private static let directory = Repository.path("deploy/examples/policies")

  static let examples: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: directory))?.filter { $0.hasSuffix(".yaml") }.sorted() ?? []

  @Test("There are examples")
  func exist() { #expect(Self.examples.count >= 4) }

  @Test("Are right, and what they become can be shown", arguments: examples)
  func renders(file: String) async throws {
    let workload = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: app, namespace: shop, labels: {metrics: jmx}}
      spec: {template: {spec: {containers: [{name: app, image: app}]}}}
      ---
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop, labels: {tls: required}}
      """
    let policy = try String(contentsOfFile: "\(Self.directory)/\(file)", encoding: .utf8)
    let result = try await Command.run(
      "render", "-f", "-", "--kubernetes-version", "1.36", input: Array("\(policy)---\n\(workload)".utf8))
    #expect(result.exitCode == 0, "\(result.error)")
    #expect(result.output.contains("AdmissionPolicy") || result.output.contains("initContainers"), "\(result.output)")
  }
}
