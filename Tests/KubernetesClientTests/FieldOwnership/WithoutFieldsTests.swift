import JSONTree
import Testing

@testable import KubernetesClient

@Suite struct WithoutFieldsTests {
  /// An object in which the managers own the given fields.
  private func object(_ content: JSON, _ fields: KeyValuePairs<String, JSON>) -> JSON {
    var object = content
    object["metadata"] = [
      "managedFields": .array(
        fields.map { ["manager": .string($0.key), "operation": "Apply", "fieldsV1": $0.value] })
    ]
    return object
  }

  private func content(_ object: JSON, touched: [String] = []) throws -> JSON {
    var rest = object.withoutFields(
      ownedOnlyBy: "m", touched: try touched.map { try #require(ManagedFieldPath($0)) })
    #expect(rest["metadata"] == object["metadata"])
    rest["metadata"] = Optional.none
    return rest
  }

  @Test func anExtendedDeploymentIsItsOwnersAgain() {
    let object = ExtendedDeployment.object
    let rest = object.withoutFields(ownedOnlyBy: "podpattern/x")
    #expect(rest["spec"]?["template"] == ExtendedDeployment.ownersTemplate)
    #expect(rest["spec"]?["selector"] == object["spec"]?["selector"])
    #expect(rest["metadata"] == object["metadata"])
    #expect(object.withoutFields(ownedOnlyBy: "nobody") == object)
  }

  @Test func elementsStayWhereOthersMadeThemToo() throws {
    let list: JSON = [["name": "a", "image": "i", "args": ["x"], "filled": 1], ["name": "b", "filled": 1]]
    let mine: JSON = [
      "f:list": [
        #"k:{"name":"a"}"#: [".": [:], "f:name": [:], "f:image": [:], "f:args": [:]],
        #"k:{"name":"b"}"#: [".": [:], "f:name": [:]],
      ]
    ]
    func theirs(_ fields: JSON) -> JSON { ["f:list": [#"k:{"name":"a"}"#: fields]] }
    #expect(try content(object(["list": list], ["m": mine])) == [:])
    #expect(try content(object(["list": list], ["m": mine, "o": theirs(["f:image": [:]])])) == [:])
    #expect(
      try content(object(["list": list], ["m": mine, "o": theirs([".": [:], "f:image": [:]])]))
        == ["list": [["name": "a", "image": "i", "filled": 1]]])
  }

  @Test func aKeyStaysThatTheServerFilledIn() throws {
    let port = #"k:{"port":80,"protocol":"TCP"}"#
    #expect(
      try content(
        object(
          ["ports": [["port": 80, "protocol": "TCP", "name": "http"]]],
          [
            "m": ["f:ports": [port: [".": [:], "f:port": [:], "f:protocol": [:], "f:name": [:]]]],
            "o": ["f:ports": [port: [".": [:], "f:port": [:]]]],
          ])) == ["ports": [["port": 80, "protocol": "TCP"]]])
  }

  @Test func fieldsOfAnObjectGoAloneUnlessItIsInsideAnothersElement() throws {
    let probe: JSON = ["port": 1, "filled": 1]
    let fields: JSON = ["f:probe": [".": [:], "f:port": [:]]]
    let element: JSON = [#"k:{"name":"a"}"#: [".": [:], "f:name": [:]]]
    #expect(try content(object(["probe": probe], ["m": fields])) == ["probe": ["filled": 1]])
    #expect(
      try content(
        object(
          ["list": [["name": "a", "probe": probe]]],
          ["m": ["f:list": [#"k:{"name":"a"}"#: fields]], "o": ["f:list": element]]))
        == ["list": [["name": "a"]]])
  }

  @Test func whatBecomesEmptyGoesUnlessOthersOwnIt() throws {
    let mine: JSON = ["f:a": ["f:b": ["f:c": [:]]], "f:set": ["v:1": [:]]]
    let value: JSON = ["a": ["b": ["c": 1]], "set": [1.0], "empty": [:]]
    #expect(try content(object(value, ["m": mine])) == ["empty": [:]])
    #expect(
      try content(object(value, ["m": mine, "o": ["f:a": ["f:b": [:]], "f:set": [:]]]))
        == ["a": ["b": [:]], "set": [], "empty": [:]])
  }

  @Test func indexedElementsGoTogether() throws {
    let mine: JSON = ["f:list": ["i:0": [:], "i:1": [:], "i:10": [:], "i:2": [:]]]
    let list = JSON.array((0..<12).map { .integer($0) })
    #expect(try content(object(["list": list], ["m": mine])) == ["list": [3, 4, 5, 6, 7, 8, 9, 11]])
  }

  @Test func touchedPathsGoUnlessOthersOwnThem() throws {
    let value: JSON = ["list": [["name": "a", "command": ["x"], "probe": ["port": 1]]], "x": ["y": 1]]
    let theirs: JSON = ["f:list": [#"k:{"name":"a"}"#: [".": [:], "f:name": [:], "f:probe": ["f:port": [:]]]]]
    let touched = [#".list[name="a"].command"#, #".list[name="a"].probe"#, ".x.y", ".not.there"]
    #expect(
      try content(object(value, ["o": theirs]), touched: touched) == ["list": [["name": "a", "probe": ["port": 1]]]])
  }

  @Test func fieldsThatAreNotThereAreNoMatter() throws {
    let mine: JSON = ["f:a": ["f:b": [:]], "f:list": [#"k:{"name":"a"}"#: [".": [:]], "i:9": [:], "v:1": [:]]]
    for value: JSON in [[:], ["a": 1, "list": 2], ["a": [:], "list": []], ["a": nil, "list": [nil, [:]]]] {
      #expect(try content(object(value, ["m": mine])) == value)
    }
  }
}
