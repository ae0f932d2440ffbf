import JSONTree
import PatternLibrary
import TestSupport
import Testing

/// What the library makes of whole manifests, byte for byte.
///
/// `Goldens/NAME.input.yaml` is composed into `Goldens/NAME.native.yaml`, for servers with native sidecars, and
/// `Goldens/NAME.plain.yaml`. After a change that is meant, run the suite once with `UPDATE_GOLDENS=1` in the
/// environment and read the difference.
@Suite("Goldens")
struct GoldenTests {
  private static let directory = Repository.path("Tests/PatternLibraryTests/Goldens")

  @Test("whole manifests", arguments: ["elasticsearch", "containers"], ["native", "plain"])
  func golden(name: String, server: String) throws {
    let input = TemporaryDirectory.read("\(Self.directory)/\(name).input.yaml")
    let composed = try Composed(input, server == "native" ? .test : .plain)
    let text = composed.warnings.map { "# warning: \($0)\n" }.joined() + YAML.write(composed.objects)
    let path = "\(Self.directory)/\(name).\(server).yaml"
    if Programs.environment("UPDATE_GOLDENS") == "1" { try TemporaryDirectory.write(text, to: path) }
    #expect(text == TemporaryDirectory.read(path), "run with UPDATE_GOLDENS=1 and read the difference of \(path)")
  }

  @Test("the same input gives the same bytes")
  func deterministic() throws {
    let podPattern = try Manifest.decode(TemporaryDirectory.read("\(Self.directory)/containers.input.yaml"))
    let composer = Composer(.test)
    let first = bytes(composer.compose(podPattern))
    #expect(!first.isEmpty)
    for _ in 0..<1000 { #expect(bytes(composer.compose(podPattern)) == first) }
  }

  private func bytes(_ composition: Composition) -> [UInt8] {
    guard case .success(let objects, _, let warnings) = composition else { return [] }
    return JSON.array(objects + warnings.map { .string($0.description) }).serialized()
  }

  @Test(
    "nothing is null, no list is empty, every object is labeled, every port has a protocol",
    arguments: ["elasticsearch", "containers"])
  func noEmptyFields(name: String) throws {
    let input = TemporaryDirectory.read("\(Self.directory)/\(name).input.yaml")
    let composed = try Composed(input)
    let podPattern = try #require(try YAML.parse(Array(input.utf8)).first?["metadata", "name"])
    for object in composed.objects {
      #expect(object == object.withoutEmptyFields)
      #expect(object["metadata", "labels", "podpattern.dev/name"] == podPattern)
    }
    let spec = try #require(try composed.template["spec"])
    let containers = (spec["containers"]?.array ?? []) + (spec["initContainers"]?.array ?? [])
    let ports =
      containers.flatMap { $0["ports"]?.array ?? [] } + (try composed.object("Service")["spec", "ports"]?.array ?? [])
    #expect(ports.count > 2)
    #expect(ports.allSatisfy { $0["protocol"] == "TCP" })
  }
}
