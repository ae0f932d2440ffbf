import JSONTree
import Testing

@testable import PatternLibrary

@Suite("Mounts in one another's way")
struct MountIndexTests {
  private func mount(_ volume: String, _ path: String, readOnly: Bool = false) -> Sourced<JSON> {
    Sourced(
      ["name": .string(volume), "mountPath": .string(path), "readOnly": .bool(readOnly)],
      Source(holder: volume, path: FieldPath("spec")))
  }

  private func firstInTheWay(_ added: Sourced<JSON>, of mounts: Sourced<JSON>...) -> String? {
    MountIndex(mounts).firstInTheWay(of: added)?.value["mountPath"]?.string
  }

  @Test("are at the same directory, inside of it or around it")
  func overlap() {
    #expect(firstInTheWay(mount("b", "/x/y"), of: mount("a", "/x/y")) == "/x/y")
    #expect(firstInTheWay(mount("b", "/x/y/z"), of: mount("a", "/x")) == "/x")
    #expect(firstInTheWay(mount("b", "/x"), of: mount("a", "/x/y/z")) == "/x/y/z")
    #expect(firstInTheWay(mount("b", "/x"), of: mount("a", "/")) == "/")
    #expect(firstInTheWay(mount("b", "/x"), of: mount("a", "/xy"), mount("a", "/y/x")) == nil)
  }

  @Test("are compared as the container runtime resolves them")
  func normalization() {
    #expect(firstInTheWay(mount("b", "/x"), of: mount("a", "//x/./y/..//")) == "//x/./y/..//")
    #expect(firstInTheWay(mount("b", "/x"), of: mount("a", "/../x")) == "/../x")
    #expect(firstInTheWay(mount("b", "/x"), of: mount("a", "/x/../y")) == nil)
  }

  @Test("are not two of the same content, nor one volume inside itself")
  func harmless() {
    #expect(firstInTheWay(mount("a", "/x"), of: mount("a", "/x")) == nil)
    #expect(firstInTheWay(mount("a", "/x"), of: mount("a", "/x", readOnly: true)) == "/x")
    #expect(firstInTheWay(mount("a", "/x/y"), of: mount("a", "/x", readOnly: true)) == nil)
    #expect(firstInTheWay(mount("a", "/x"), of: mount("a", "/x/y")) == nil)
  }

  @Test("are told of by the first of them")
  func order() {
    #expect(firstInTheWay(mount("c", "/x"), of: mount("a", "/x/y"), mount("b", "/x")) == "/x/y")
    #expect(firstInTheWay(mount("c", "/x/y"), of: mount("a", "/x/y"), mount("b", "/x")) == "/x/y")
    #expect(firstInTheWay(mount("c", "/x/y"), of: mount("c", "/x"), mount("b", "/x/y/z"), mount("b", "/")) == "/x/y/z")
  }
}
