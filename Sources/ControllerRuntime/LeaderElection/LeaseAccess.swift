// Where an election keeps its Lease.
import FoundationEssentials
import JSONTree
import KubernetesClient

/// Reads and writes one Lease; an update of any version but the last fails with a conflict.
protocol LeaseAccess: Sendable {
  /// - Returns: The Lease; `nil` where there is none.
  func read() async throws -> Lease?
  func create(_ lease: Lease) async throws -> Lease
  func update(_ lease: Lease) async throws -> Lease
}

/// A Lease on an API server.
struct KubernetesLease: LeaseAccess {
  static let resource = APIResource(
    group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases")

  let client: KubernetesClient
  let key: ObjectKey

  func read() async throws -> Lease? {
    do {
      return Lease(try await client.get(Self.resource, key))
    } catch {
      guard error.isNotFound else { throw error }
      return nil
    }
  }

  func create(_ lease: Lease) async throws -> Lease {
    Lease(try await client.create(Self.resource, namespace: key.namespace, lease.object))
  }

  func update(_ lease: Lease) async throws -> Lease {
    Lease(try await client.update(Self.resource, key, lease.object))
  }
}

extension Date {
  /// The form of a `MicroTime`, which must have six digits after the point.
  var microTime: String {
    var text = formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    text.removeLast()
    return text + "000Z"
  }
}
