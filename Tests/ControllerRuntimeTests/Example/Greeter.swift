import ControllerRuntime
import JSONTree
import KubernetesClient
import Logging
import ServiceLifecycle

/// What is kept of a ConfigMap that names a guest.
struct Guest: Sendable {
  let name: String

  init(_ object: JSON) throws {
    guard let name = object["data", "guest"]?.string else {
      throw Problem(path: FieldPath("data", "guest"), kind: .required)
    }
    self.name = name
  }
}

/// Keeps a ConfigMap with a greeting beside each that names a guest.
struct Greeter: Reconciler {
  let client: KubernetesClient
  let guests: Store<Guest>

  func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
    guard let guest = guests.get(key) else { return .done }
    let greeting = ObjectKey(namespace: key.namespace, name: "\(key.name)-greeting")
    try await client.apply(
      .configMaps, greeting,
      [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(greeting.name)],
        "data": ["greeting": .string("Hello, \(guest.name)!")],
      ],
      options: ApplyOptions(fieldManager: "greeter", force: true))
    return .done
  }
}

/// Everything that the operator runs, in the order in which it starts.
func greeterServices(
  configuration: ClientConfiguration, namespace: String, logger: Logger
) throws -> [any Service] {
  let userAgent = UserAgent(name: "greeter", version: "1.0")
  let leaseClient = try KubernetesClient(configuration: configuration, userAgent: userAgent, logger: logger)
  let elector = LeaderElector(
    client: leaseClient, lease: ObjectKey(namespace: namespace, name: "greeter"), logger: logger)
  let client = try KubernetesClient(
    configuration: configuration, userAgent: userAgent, writePermission: { elector.mayWrite }, logger: logger)

  let guests = Store<Guest>()
  let reflector = Reflector(
    KubernetesListWatcher(
      client: client, resource: .configMaps, namespace: namespace, labelSelector: "example.org/guest",
      decode: { try Guest($0) }),
    store: guests, logger: logger)
  let controller = Controller(
    name: "greeter", reconciler: Greeter(client: client, guests: guests),
    sources: [ControllerSource(reflector) { [$0.key] }], elector: elector, logger: logger)
  return [elector, controller]
}
