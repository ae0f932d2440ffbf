import JSONTree
import KubernetesClient
import PodPatternAPI
import PodPatternOperator
import TestSupport

/// The CustomResourceDefinition of PodPatterns on a server that a test may break.
enum PodPatternDefinition {
  /// Creates it unless it is there, and returns when PodPatterns are served.
  static func create(_ admin: KubernetesClient) async throws {
    do {
      try await admin.create(.customResourceDefinitions, CustomResourceDefinition.podPattern)
    } catch {
      guard error.isAlreadyExists else { throw error }
    }
    try await eventually("PodPatterns are served") { try await isServed(admin) ? true : nil }
  }

  /// Deletes it with all PodPatterns, and returns when they are served no more.
  static func delete(_ admin: KubernetesClient) async throws {
    let name = CustomResourceDefinition.podPattern["metadata", "name"]?.string ?? ""
    try await admin.delete(.customResourceDefinitions, ObjectKey(name: name))
    try await eventually("PodPatterns are served no more") { try await isServed(admin) ? nil : true }
  }

  private static func isServed(_ admin: KubernetesClient) async throws -> Bool {
    do {
      for try await _ in admin.list(.podPatterns) {}
      return true
    } catch {
      // What is not served is answered with a page of plain text.
      guard case .invalidResponse(let response) = error, response.code == 404 else { throw error }
      return false
    }
  }
}
