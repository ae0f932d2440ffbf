import Testing

@testable import ControllerRuntime

@Suite("The order of resource versions")
struct ResourceVersionTests {
  @Test(
    "is that of numbers of any length",
    arguments: [("9", "10"), ("1", "2"), ("18446744073709551616", "18446744073709551617")])
  func numbers(older: String, newer: String) {
    #expect(ResourceVersion(older).isOlder(than: ResourceVersion(newer)))
    #expect(!ResourceVersion(newer).isOlder(than: ResourceVersion(older)))
    #expect(ResourceVersion(older).newer(ResourceVersion(newer)).text == newer)
    #expect(ResourceVersion(newer).newer(ResourceVersion(older)).text == newer)
  }

  @Test("is unknown for what is not a number: what came later counts", arguments: ["", "x", "1a", "-1", "007"])
  func opaque(text: String) {
    #expect(!ResourceVersion(text).isOlder(than: ResourceVersion("5")))
    #expect(!ResourceVersion("5").isOlder(than: ResourceVersion(text)))
    #expect(ResourceVersion("5").newer(ResourceVersion(text)).text == text)
  }
}
