import JSONTree
import Testing

@testable import KubernetesClient

@Suite struct APIResourceTests {
  private let widgets = APIResource(group: "example.com", version: "v1", kind: "Widget", plural: "widgets")

  @Test func paths() throws {
    #expect(try APIResource.configMaps.path() == "/api/v1/configmaps")
    #expect(try APIResource.configMaps.path(namespace: "a", name: "b") == "/api/v1/namespaces/a/configmaps/b")
    #expect(try APIResource.namespaces.path(name: "a") == "/api/v1/namespaces/a")
    #expect(try widgets.path(namespace: "a") == "/apis/example.com/v1/namespaces/a/widgets")
    #expect(
      try widgets.path(namespace: "a", name: "b", subresource: "status")
        == "/apis/example.com/v1/namespaces/a/widgets/b/status")
  }

  @Test(arguments: [
    "", ".", "..", "a/b", "../../secrets", "a%2fb", "%2e%2e", "/", "a/../b", "a/\u{301}b", "a%\u{20dd}",
  ])
  func namesThatCouldLeadElsewhereAreRefused(name: String) {
    #expect(throws: KubernetesError.self) { try widgets.path(namespace: "a", name: name) }
    #expect(throws: KubernetesError.self) { try widgets.path(namespace: name) }
  }

  @Test(arguments: ["", "status/", "/status", "status/../x", "status/\u{301}x", "a%2fb"])
  func subresourcesThatCouldLeadElsewhereAreRefused(subresource: String) {
    #expect(throws: KubernetesError.self) { try widgets.path(namespace: "a", name: "b", subresource: subresource) }
  }

  @Test(arguments: [
    ("a?watch=1", "a%3Fwatch%3D1"), ("a#b", "a%23b"), ("a b\r\nX: y", "a%20b%0D%0AX%3A%20y"), ("\u{0}", "%00"),
    ("ü", "%C3%BC"), ("...", "..."), ("system:admin", "system%3Aadmin"), ("a\\b;c&d", "a%5Cb%3Bc%26d"),
  ])
  func otherNamesAreEncoded(name: String, encoded: String) throws {
    #expect(try widgets.path(namespace: "n", name: name) == "/apis/example.com/v1/namespaces/n/widgets/\(encoded)")
  }

  @Test func namespaceFitsTheResource() {
    let missing = #expect(throws: KubernetesError.self) { try widgets.path(name: "a") }
    #expect(
      missing?.description
        == "the request was not sent: metadata.namespace: Required value: each of widgets.example.com is in a namespace"
    )
    let forbidden = #expect(throws: KubernetesError.self) {
      try APIResource.namespaces.path(namespace: "a", name: "b")
    }
    #expect(forbidden?.description.contains("metadata.namespace: Forbidden: namespaces have no namespace") == true)
  }

  @Test func problemsNameTheValue() {
    let error = #expect(throws: KubernetesError.self) { try widgets.path(namespace: "a", name: "x/y") }
    #expect(
      error?.description
        == "the request was not sent: metadata.name: Invalid value: \"x/y\": may not be '.' or '..' or contain '/' or '%'"
    )
  }

  @Test func keys() throws {
    let key = try #require(ObjectKey(of: ["metadata": ["namespace": "a", "name": "b"]]))
    #expect(key.description == "a/b")
    #expect(ObjectKey(name: "b").description == "b")
    #expect(ObjectKey(of: ["metadata": ["name": ""]]) == nil)
    #expect(
      [key, ObjectKey(name: "z"), ObjectKey(namespace: "a", name: "a")].sorted().map(\.description) == [
        "z", "a/a", "a/b",
      ])
  }
}
