import JSONTree
import Testing

@testable import KubernetesClient

@Suite struct FieldOwnershipPathsTests {
  private static let object: JSON = [
    "metadata": [
      "managedFields": [
        [
          "manager": "owner", "operation": "Update",
          "fieldsV1": [
            "f:spec": [
              "f:containers": ["k:{\"name\":\"app\"}": [".": [:], "f:args": [:], "f:name": [:]]],
              "f:finalizers": ["v:\"a\"": [:]], "f:items": ["i:1": [:]],
            ]
          ],
        ],
        ["manager": "other", "operation": "Apply", "fieldsV1": ["f:spec": ["f:paused": [:]]]],
      ]
    ],
    "spec": [
      "containers": [["name": "new"], ["name": "app", "args": ["x", "y"]]], "finalizers": ["b", "a"],
      "items": ["p", "q"], "paused": true,
    ],
  ]

  @Test(
    "Elements are found by what their owners call them; where nobody owns them, the path ends at the list",
    arguments: [
      (FieldPath("spec", "containers").appending(index: 1).appending("name"), #".spec.containers[name="app"].name"#),
      (
        FieldPath("spec", "containers").appending(index: 1).appending("args").appending(index: 0),
        #".spec.containers[name="app"].args"#
      ),
      (FieldPath("spec", "containers").appending(index: 0).appending("name"), ".spec.containers"),
      (FieldPath("spec", "finalizers").appending(index: 1), #".spec.finalizers[="a"]"#),
      (FieldPath("spec", "items").appending(index: 1), ".spec.items[1]"),
      (FieldPath("spec", "items").appending(index: 7), ".spec.items"),
      (FieldPath("spec", "unknown"), ".spec.unknown"),
    ])
  func paths(path: FieldPath, expected: String) {
    let fields = FieldOwnership(of: Self.object).allFields
    #expect(fields.path(of: path, in: Self.object).description == expected)
  }

  @Test(
    "Who owns the whole of something owns its parts",
    arguments: [
      (".spec.paused", ["other"]), (".spec", ["other", "owner"]), (".spec.paused.inner", ["other"]),
      (#".spec.containers[name="app"].args[0]"#, ["owner"]), (#".spec.containers[name="new"].name"#, []),
      (#".spec.containers[name="app"].image"#, []),
    ])
  func owners(path: String, expected: [String]) throws {
    let path = try #require(ManagedFieldPath(path))
    #expect(FieldOwnership(of: Self.object).owners(of: path) == expected)
  }
}
