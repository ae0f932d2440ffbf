import Testing

@testable import KubernetesClient

@Suite struct ServerAddressTests {
  @Test(arguments: [
    ("https://host", "https://host:443"), ("http://host", "http://host:80"), ("host:6443", "https://host:6443"),
    ("https://[::1]:6443/", "https://[::1]:6443"), ("HTTPS://h/k8s/clusters/c-1/", "https://h:443/k8s/clusters/c-1"),
  ])
  func addresses(text: String, expected: String) throws {
    #expect(try ServerAddress(text).description == expected)
  }

  @Test(arguments: [
    "", "https://", "https://h\u{0}", "https://h\nx", "ftp://h", "https://h#x", "https://h:0", "https://hö",
    "https://h%00",
    "https://h%2Fx", "https://[]:1",
  ])
  func badAddressesAreRefused(text: String) {
    #expect(throws: ServerAddress.Invalid.self) { try ServerAddress(text) }
  }

  @Test func hostIsWithoutBrackets() throws {
    #expect(try ServerAddress("https://[fd00::1]:1").host == "fd00::1")
  }
}
