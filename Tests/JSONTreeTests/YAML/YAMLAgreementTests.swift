// Other readers have to see the same tree in what the writer writes, and the reader what `kubectl` sees in a manifest.

@testable import JSONTree
import Testing

@Suite struct YAMLAgreementTests {
  @Test(.enabled(if: ExternalTool.hasPyYAML, "needs python3 with PyYAML (Debian: python3-yaml)"))
  func pyYAMLReadsTheSame() throws {
    var generator = SeededGenerator(seed: 7)
    let documents =
      (0..<100).map { _ in generator.tree() }
      + SeededGenerator.difficultStrings.map { [.string($0), [$0: .string($0)]] }
    let script = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(sys.stdin.buffer.read()))))"
    let output = try ExternalTool.output(of: "python3 -c '\(script)'", input: YAML.write(documents))
    #expect(try JSON.parse(output).normalized == JSON.array(documents).normalized)
  }

  @Test(.enabled(if: ExternalTool.hasKubectl, "needs kubectl on the PATH"))
  func kubectlReadsTheSame() throws {
    var generator = SeededGenerator(seed: 8)
    let values =
      (0..<100).map { _ in generator.tree() }
      + SeededGenerator.difficultStrings.map { [.string($0), [$0: .string($0)]] }
    let manifest = YAML.write([Self.object(.array(values))])
    #expect(try Self.readByKubectl(manifest).normalized == JSON.array(values).normalized)
  }

  @Test(.enabled(if: ExternalTool.hasKubectl, "needs kubectl on the PATH"))
  func scalarsMeanWhatTheyMeanToKubectl() throws {
    var generator = SeededGenerator(seed: 9)
    let words = SeededGenerator.difficultStrings.filter { word in
      // Only what stands on one line: `kubectl` separates documents by lines before it parses them.
      word.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x1F }
    }
    let pieces = Array("0123456789+-._:eExXoObBaAfFnNyY~tT").map(String.init)
    let random = (0..<2_000).map { _ in
      (0..<Int.random(in: 1..<7, using: &generator)).map { _ in generator.pick(pieces) }.joined()
    }
    let manifests = (words + random).filter { (try? YAML.parse("- \($0)").first?.array?.first).isScalar }
    let items = manifests.map { "  - \($0)\n" }.joined()
    let manifest = "apiVersion: example.com/v1\nkind: Example\nmetadata:\n  name: example\nspec:\n\(items)"
    #expect(try YAML.parse(manifest).first?["spec"]?.normalized == Self.readByKubectl(manifest).normalized)
  }

  private static func object(_ spec: JSON) -> JSON {
    ["apiVersion": "example.com/v1", "kind": "Example", "metadata": ["name": "example"], "spec": spec]
  }

  private static func readByKubectl(_ manifest: String) throws -> JSON {
    let output = try ExternalTool.output(of: "kubectl label --local -f - -o json a=b", input: manifest)
    return try #require(try JSON.parse(output)["spec"])
  }
}

extension JSON? {
  fileprivate var isScalar: Bool { self.map { $0.array == nil && $0.object == nil } ?? false }
}

extension JSON {
  /// Whole numbers in one form, since Go writes `1.0` as `1`.
  fileprivate var normalized: JSON {
    switch self {
    case .number(let number): Int64(exactly: number).map(JSON.integer) ?? self
    case .array(let elements): .array(elements.map(\.normalized))
    case .object(let members): .object(members.mapValues(\.normalized))
    default: self
    }
  }
}
