import FoundationEssentials
import JSONTree
import KubernetesClient
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@Suite("The example of the documentation") struct GreeterTests {
  @Test("is the program that is tested here")
  func isDocumented() throws {
    let example = TemporaryDirectory.read(Repository.path("Tests/ControllerRuntimeTests/Example/Greeter.swift"))
    let page = TemporaryDirectory.read(
      Repository.path("Sources/ControllerRuntime/ControllerRuntime.docc/ControllerRuntime.md"))
    #expect(!example.isEmpty && page.contains("```swift\n\(example)```\n"))
  }

  @Test(
    "greets, and greets again when the guest changes",
    .enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"))
  func greets() async throws {
    try await TestServer.withNamespace { admin, namespace in
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      let services = try greeterServices(
        configuration: TestServer.configuration(), namespace: namespace, logger: logger)
      let group = ServiceGroup(services: services, logger: logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        for guest in ["Ada", "Grace"] {
          try await Self.invite(guest, admin, namespace)
          try await eventually("\(guest) is greeted") {
            let pages = admin.list(.configMaps, namespace: namespace, fieldSelector: "metadata.name=a-greeting")
            for try await page in pages where page.items.first?["data", "greeting"]?.string == "Hello, \(guest)!" {
              return true
            }
            return nil
          }
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
    }
  }

  private static func invite(_ guest: String, _ admin: KubernetesClient, _ namespace: String) async throws {
    try await admin.apply(
      .configMaps, ObjectKey(namespace: namespace, name: "a"),
      [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": ["name": "a", "labels": ["example.org/guest": "true"]], "data": ["guest": .string(guest)],
      ],
      options: ApplyOptions(fieldManager: "host", force: true))
  }
}
