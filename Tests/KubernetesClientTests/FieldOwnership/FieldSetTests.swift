import JSONTree
import Testing

@testable import KubernetesClient

@Suite struct FieldSetTests {
  static let fields: JSON = [
    "f:metadata": [
      "f:annotations": [".": [:], "f:example.com/a": [:]], "f:finalizers": [".": [:], "v:\"a/b\"": [:]],
    ],
    "f:spec": [
      "f:ports": [
        #"k:{"port":80,"protocol":"TCP"}"#: [".": [:], "f:port": [:], "f:name": [:]],
        #"k:{"protocol":"UDP","port":80}"#: [".": [:], "f:port": [:]],
      ],
      "f:list": ["i:0": [:], "i:12": ["f:x": [:]]],
    ],
  ]

  private func path(_ text: String) throws -> ManagedFieldPath { try #require(ManagedFieldPath(text)) }

  @Test func membersAreFound() throws {
    let set = FieldSet(fieldsV1: Self.fields)
    for text in [
      ".metadata.annotations", ".metadata.annotations.example.com/a", #".metadata.finalizers[="a/b"]"#,
      #".spec.ports[port=80,protocol="TCP"]"#, #".spec.ports[protocol="UDP",port=8e1].port"#, ".spec.list[0]",
      ".spec.list[12].x",
    ] {
      #expect(try set.contains(path(text)) && set.intersects(path(text)), "\(text)")
    }
    for text in ["", ".metadata", ".spec.ports", ".spec.list[12]"] {
      #expect(try !set.contains(path(text)) && set.intersects(path(text)), "\(text)")
    }
    for text in [
      ".status", ".metadata.annotations.example.com/b", #".metadata.finalizers[="a"]"#, ".spec.ports[port=80]",
      ".spec.ports.port", ".spec.list[1]", ".spec.list[0].x", #".spec.ports[port=80,protocol="TCP"].name.x"#,
    ] {
      #expect(try !set.contains(path(text)) && !set.intersects(path(text)), "\(text)")
    }
    #expect(!FieldSet().intersects(ManagedFieldPath([])))
  }

  @Test func writtenItIsWhatWasRead() {
    var sorted = Self.fields
    sorted["f:spec"]?["f:ports"]?[#"k:{"protocol":"UDP","port":80}"#] = Optional.none
    sorted["f:spec"]?["f:ports"]?[#"k:{"port":80,"protocol":"UDP"}"#] = [".": [:], "f:port": [:]]
    #expect(FieldSet(fieldsV1: Self.fields).fieldsV1 == sorted)
    #expect(FieldSet().fieldsV1 == [:])
  }

  @Test func whatIsInsertedIsAMemberAndNothingElse() throws {
    let set = try FieldSet(fieldsV1: Self.fields).inserting([
      path(#".spec.ports[port=80,protocol="TCP"].nodePort"#), path(".spec.list"), path(".status.phase"),
      path(".metadata.annotations"),
    ])
    var expected = Self.fields
    expected["f:spec"]?["f:ports"]?[#"k:{"port":80,"protocol":"TCP"}"#]?["f:nodePort"] = [:]
    expected["f:spec"]?["f:list"]?["."] = [:]
    expected["f:status"] = ["f:phase": [:]]
    #expect(set == FieldSet(fieldsV1: expected))
    #expect(try !set.contains(path(".status")) && !set.contains(path(".spec.ports")))
  }

  @Test func insertingWhatIsThereChangesNothing() throws {
    let set = FieldSet(fieldsV1: Self.fields)
    #expect(try set.inserting([path(".spec.list[0]"), path(".metadata.annotations.example.com/a")]) == set)
    #expect(set.inserting([]) == set)
    #expect(set.inserting([ManagedFieldPath([])]) == set)
  }

  @Test func whatIsNoFieldIsSkipped() {
    let set = FieldSet(fieldsV1: [
      "x:a": [:], "f": [:], "": [:], "k:[]": [:], "k:{": [:], "v:": [:], "v:{\"a\"": [:], "i:x": [:], "i:": [:],
      ".": [:], "f:leaf": 3, "f:other": ["y:unknown": ["f:a": [:]]],
    ])
    #expect(set.fieldsV1 == ["f:leaf": [:], "f:other": [:]])
    for value: JSON in [nil, [], "text", 1] { #expect(FieldSet(fieldsV1: value) == FieldSet()) }
  }

  @Test func spellingsOfOneKeyAreOneElement() {
    let set = FieldSet(fieldsV1: [
      #"k:{"a":1,"b":"\u0041\/"}"#: ["f:x": [:]], #"k:{ "b":"A/", "a":1.0 }"#: [".": [:], "f:y": [:]],
    ])
    #expect(set.fieldsV1 == [#"k:{"a":1,"b":"A/"}"#: [".": [:], "f:x": [:], "f:y": [:]]])
  }

  @Test(arguments: ManagedFieldPathTests.hostile)
  func hostileNamesSurvive(name: String) {
    let key = JSON.object([name: .string(name), "z": 1]).serializedString()
    let fields: JSON = [
      "f:\(name)": [
        ".": [:], "f:\(name)": [:], "k:\(key)": ["f:\(name)": [:]], "v:\(JSON.string(name).serializedString())": [:],
      ]
    ]
    let set = FieldSet(fieldsV1: fields)
    #expect(set.fieldsV1 == fields)
    #expect(set.contains(ManagedFieldPath([.field(name), .field(name)])))
    #expect(set.contains(ManagedFieldPath([.field(name), .key([name: .string(name), "z": 1]), .field(name)])))
    #expect(set.contains(ManagedFieldPath([.field(name), .value(.string(name))])))
  }

  @Test func removingTakesAllBelowAndWhatBecomesEmpty() throws {
    let set = FieldSet(fieldsV1: Self.fields)
    func removing(_ texts: String...) throws -> JSON { set.removing(try texts.map(path)).fieldsV1 }
    #expect(try removing(".metadata.annotations.example.com/a", #".metadata.finalizers[="a/b"]"#)["f:metadata"] == nil)
    #expect(try removing(".metadata")["f:metadata"] == nil)
    #expect(try removing(".spec.list[12].x")["f:spec"]?["f:list"] == ["i:0": [:]])
    #expect(
      try removing(#".spec.ports[port=80,protocol="TCP"].name"#)["f:spec"]?["f:ports"]?[
        #"k:{"port":80,"protocol":"TCP"}"#] == [".": [:], "f:port": [:]])
    #expect(
      try removing(#".spec.ports[port=80,protocol="TCP"]"#)["f:spec"]?["f:ports"]
        == [#"k:{"port":80,"protocol":"UDP"}"#: [".": [:], "f:port": [:]]])
    for text in ["", ".status", ".spec.list[0].x", ".spec.list[3]", ".metadata.annotations.example.com/b"] {
      #expect(set.removing([try path(text)]) == set, "\(text)")
    }
    #expect(set.removing([]) == set)
  }

  @Test func unionHasTheMembersOfBoth() {
    let one = FieldSet(fieldsV1: ["f:a": ["f:x": [:]], "f:b": [:]])
    let other = FieldSet(fieldsV1: ["f:a": [".": [:], "f:y": [:]], "f:c": [:], "f:b": ["f:z": [:]]])
    let both: JSON = [
      "f:a": [".": [:], "f:x": [:], "f:y": [:]], "f:b": [".": [:], "f:z": [:]], "f:c": [:],
    ]
    #expect(one.union(other).fieldsV1 == both)
    #expect(other.union(one).fieldsV1 == both)
    #expect(one.union(FieldSet()) == one && FieldSet().union(one) == one)
  }
}
