import JSONTree
import Testing

@testable import KubernetesClient

@Suite struct FieldOwnershipTests {
  private func path(_ text: String) throws -> ManagedFieldPath { try #require(ManagedFieldPath(text)) }

  @Test func eachManagerHasItsFields() throws {
    let ownership = FieldOwnership(of: ExtendedDeployment.object)
    let image = try path(#".spec.template.spec.containers[name="app"].image"#)
    let env = try path(#".spec.template.spec.containers[name="app"].env[name="http.port"]"#)
    #expect(ownership.fields(of: "podpattern/x").contains(env))
    #expect(!ownership.fields(of: "podpattern/x").intersects(image))
    #expect(ownership.fields(ofOthersThan: "podpattern/x").contains(image))
    #expect(!ownership.fields(ofOthersThan: "podpattern/x").intersects(env))
    #expect(ownership.managers(of: image) == ["kubectl"])
    #expect(ownership.managers(of: env) == ["podpattern/x"])
    #expect(
      ownership.managers(of: try path(#".spec.template.spec.containers[name="app"]"#)) == ["kubectl", "podpattern/x"])
    #expect(ownership.managers(of: try path(".spec.paused")) == [])
    #expect(ownership.fields(of: "nobody") == FieldSet())
    #expect(ownership.index(of: "podpattern/x") == 1)
    #expect(ownership.index(of: "nobody") == nil)
  }

  @Test func onlyAppliesOfTheObjectItselfAreTheManagers() throws {
    func entry(_ manager: String, _ operation: String, _ field: String, subresource: JSON? = nil) -> JSON {
      var entry: JSON = [
        "manager": .string(manager), "operation": .string(operation), "fieldsType": "FieldsV1",
        "fieldsV1": ["f:\(field)": [:]],
      ]
      entry["subresource"] = subresource
      return entry
    }
    let ownership = FieldOwnership(of: [
      "metadata": [
        "managedFields": [
          "nonsense", ["manager": "m", "operation": "Apply"], entry("m", "Apply", "scaled", subresource: "scale"),
          entry("m", "Update", "updated"), entry("m", "Apply", "applied", subresource: ""),
          entry("o", "Update", "updated"), entry("o", "Update", "status", subresource: "status"),
        ]
      ]
    ])
    #expect(ownership.fields(of: "m").fieldsV1 == ["f:applied": [:]])
    #expect(ownership.fields(ofOthersThan: "m").fieldsV1 == ["f:updated": [:]])
    #expect(ownership.fields(ofOthersThan: "o").fieldsV1 == ["f:applied": [:], "f:updated": [:]])
    #expect(ownership.managers(of: try path(".updated")) == ["m", "o"])
    #expect(ownership.managers(of: try path(".status")) == [])
    #expect(ownership.index(of: "m") == 4)
    #expect(ownership.index(of: "o") == nil)
  }

  @Test func objectsWithoutOwnersHaveNone() {
    for object: JSON in [
      nil, [:], ["metadata": ["managedFields": "x"]],
      ["metadata": ["managedFields": [nil, 1, ["operation": "Apply"]]]],
    ] {
      let ownership = FieldOwnership(of: object)
      #expect(ownership.fields(ofOthersThan: "") == FieldSet())
      #expect(ownership.index(of: "") == nil)
      #expect(object.withoutFields(ownedOnlyBy: "m") == object)
    }
  }
}
