import JSONTree
import PatternLibrary
import Testing

/// Which images are used, and how they are replaced.
@Suite("Images")
struct ImageTests {
  @Test("are pinned by a tag", arguments: ImageCatalog.Name.allCases)
  func pinned(_ name: ImageCatalog.Name) throws {
    let reference = ImageCatalog.pinned[name]
    let tag = try #require(reference.split(separator: "/").last?.split(separator: ":").dropFirst().first)
    #expect(tag != "latest" && tag.contains { $0.isNumber }, "\(reference)")
    #expect(reference.split(separator: "/").first?.contains(".") == true, "\(reference)")
  }

  @Test("can be replaced one by one, and by registry")
  func replaced() throws {
    let catalog = try ImageCatalog(
      overrides: [.nginx: "registry.example.com/own/nginx@sha256:0123"], registry: "localhost:5000/mirror")
    #expect(catalog[.nginx] == "registry.example.com/own/nginx@sha256:0123")
    #expect(catalog[.busybox] == "localhost:5000/mirror/library/busybox:1.37")
    #expect(catalog[.redisExporter] == "localhost:5000/mirror/oliver006/redis_exporter:v1.80.0")

    let options = CompositionOptions(capabilities: .init(kubernetesMinor: 36), images: catalog)
    let composed = try Composed(Manifest.app(patterns: ConflictTests.tls), options)
    #expect(try composed.container("tls")["image"] == "registry.example.com/own/nginx@sha256:0123")
  }

  @Test("that a pattern names itself are taken as they are")
  func own() throws {
    let options = CompositionOptions(
      capabilities: .init(kubernetesMinor: 36), images: try ImageCatalog(overrides: [:], registry: "mirror.example.com")
    )
    let composed = try Composed(
      Manifest.app(patterns: "  - {name: logs, sidecar: {logStream: {directory: /l, files: [a], image: own/tail}}}"),
      options)
    #expect(try composed.container("logs")["image"] == "own/tail")
  }

  @Test("have names that can be written on a command line", arguments: ImageCatalog.Name.allCases)
  func names(_ name: ImageCatalog.Name) {
    #expect(name.rawValue.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil)
  }

  @Test("that cannot exist are refused", arguments: ["", "a b", "-x", "a\nb", "a;b", "$(X)"])
  func invalid(_ text: String) {
    #expect(throws: Problem.self) { try ImageCatalog(overrides: [.nginx: text]) }
    #expect(throws: Problem.self) { try ImageCatalog(overrides: [:], registry: text) }
  }

  @Test(
    "registries are hosts with a path", arguments: ["https://example.com", "example.com/", "example.com/a@sha256:0"])
  func invalidRegistry(_ text: String) {
    #expect(throws: Problem.self) { try ImageCatalog(overrides: [:], registry: text) }
  }
}
