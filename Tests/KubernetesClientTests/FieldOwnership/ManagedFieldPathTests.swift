import JSONTree
import Testing

@testable import KubernetesClient

@Suite struct ManagedFieldPathTests {
  @Test func readsWhatTheServerWrites() {
    let paths: [(String, [ManagedFieldPath.Element])] = [
      ("", []), (".spec.replicas", [.field("spec"), .field("replicas")]),
      (
        #".spec.template.spec.containers[name="app"].env[name="X"].value"#,
        [
          .field("spec"), .field("template"), .field("spec"), .field("containers"), .key(["name": "app"]),
          .field("env"), .key(["name": "X"]), .field("value"),
        ]
      ),
      (
        #".spec.ports[port=9114,protocol="TCP"].name"#,
        [.field("spec"), .field("ports"), .key(["port": 9114, "protocol": "TCP"]), .field("name")]
      ),
      (#".metadata.finalizers[="a/b"]"#, [.field("metadata"), .field("finalizers"), .value("a/b")]),
      (".a[3]", [.field("a"), .index(3)]), ("[3]", [.index(3)]), (".a[=3]", [.field("a"), .value(3)]),
      (".a[=-0.5]", [.field("a"), .value(-0.5)]), (".a[=true][=null]", [.field("a"), .value(true), .value(nil)]),
      (".f:x.k:{}", [.field("f:x"), .field("k:{}")]),
      (
        ".metadata.annotations.example.com/team.a",
        [.field("metadata"), .field("annotations"), .field("example.com/team.a")]
      ),
      (".data.app.properties", [.field("data"), .field("app.properties")]),
      (".spec.data.a.b", [.field("spec"), .field("data"), .field("a"), .field("b")]),
    ]
    for (text, elements) in paths {
      let path = ManagedFieldPath(text)
      #expect(path?.elements == elements, "\(text)")
      #expect(path?.description == text)
    }
  }

  @Test func listsInsideFreelyNamedObjectsAreRead() {
    let path = ManagedFieldPath(#".spec.labels.a.b[name="x.y"].c"#)
    #expect(
      path?.elements == [
        .field("spec"), .field("labels"), .field("a"), .field("b"), .key(["name": "x.y"]), .field("c"),
      ])
  }

  @Test func readsWhatGoQuotes() {
    let quoted = [
      (#"\a\b\f\n\r\t\v\\\""#, "\u{7}\u{8}\u{c}\n\r\t\u{b}\\\""), (#"\x00\x7f"#, "\u{0}\u{7f}"),
      (#"\u2028\u00a0"#, "\u{2028}\u{a0}"), (#"\U000e0001é🎉 ]"#, "\u{E0001}é🎉 ]"),
    ]
    for (text, value) in quoted {
      let path = ManagedFieldPath(".a[name=\"\(text)\"]")
      #expect(path?.elements == [.field("a"), .key(["name": .string(value)])], "\(text)")
      #expect(path?.description == ".a[name=\"\(text)\"]")
    }
  }

  @Test(arguments: [
    "spec", ".", ".a.", ".a..b", ".a[", ".a[]x", ".a[name]", ".a[name=", ".a[name=x]", ".a[name=\"x]", ".a[name=\"x\"",
    ".a[name=\"x\",]", ".a[name=\"\\q\"]", ".a[name=\"\\xff\"]", ".a[name=\"\\ud800\"]", ".a[name=\"\\u+123\"]",
    ".a[=", ".a[=]", ".a[=1,2]", ".a[={]", ".a[1", ".a[name=\"x\"]b", ".\"a", ".metadata.labels.",
  ])
  func refusesWhatIsNoPath(text: String) { #expect(ManagedFieldPath(text) == nil) }

  static let hostile = [
    "", ".", "a.b", "a[0]", "[", "]", "a]b", "=", "a=b", ",", "\"", "\"a\"", "\\", "\\n", "\n", "\u{0}", "a/b", "é",
    "e\u{301}", "\u{301}", "🎉", "\u{202E}", "3", "-1", "{", "f:a", "k:{\"a\":1}", " ", "'", "$", "annotations", "null",
  ]

  @Test(arguments: hostile)
  func hostileNamesSurviveTheText(name: String) {
    let values: [JSON] = [.string(name), 1, -0.5, true, .null, [.string(name), ["x"]], [name: .string(name)], [], [:]]
    let places: [[ManagedFieldPath.Element]] = [
      [.field(name)], [.field(name), .field(name), .field("x")], [.field("annotations"), .field(name)],
      [.field("annotations"), .field(name), .field(name)], [.field("data"), .field(name), .index(3)],
      [.field("a"), .key([name: .string(name), name + "x": 1]), .field(name)],
    ]
    for elements in places + values.map({ [.field("a"), .value($0), .key([name: $0]), .field("b")] }) {
      let path = ManagedFieldPath(elements)
      #expect(ManagedFieldPath(path.description) == path, "\(path)")
    }
  }

  @Test func wholeNumbersAreOneValue() {
    #expect(ManagedFieldPath([.key(["port": 80.0])]) == ManagedFieldPath("[port=80]"))
    #expect(ManagedFieldPath("[=8e1]") == ManagedFieldPath([.value(80)]))
    #expect(ManagedFieldPath("[=\"80\"]") != ManagedFieldPath([.value(80)]))
  }

  @Test func causesOfConflictsLeadToTheirValues() throws {
    for (resource, wanted) in ConflictingManifest.all {
      for field in try #require(ConflictingManifest.fields[resource.kind]) {
        let path = try #require(ManagedFieldPath(field), "\(field)")
        #expect(path.description == field)
        #expect(wanted("one")[path] != nil, "\(field)")
        #expect(wanted("one")[path] != wanted("another")[path], "\(field)")
      }
    }
  }

  @Test func leadsToElementsByWhatTheyHold() {
    let object: JSON = [
      "ports": [
        ["port": 80, "protocol": "UDP", "name": "u"], ["port": 80.0, "name": "t"], ["port": "80", "name": "s"], 7, nil,
      ],
      "finalizers": ["a", "a/b", 3.0], "empty": [[:]],
    ]
    func name(_ text: String) -> JSON? { ManagedFieldPath(text).flatMap { object[$0] } }
    #expect(name(#".ports[port=80,protocol="TCP"].name"#) == "t")
    #expect(name(#".ports[port=80,protocol="UDP"].name"#) == "u")
    #expect(name(#".ports[port="80"].name"#) == "s")
    #expect(name(#".finalizers[="a/b"]"#) == "a/b")
    #expect(name(".finalizers[=3]") == 3.0)
    #expect(name(".finalizers[1]") == "a/b")
    #expect(name("") == object)
    for text in [
      ".ports[port=81]", ".ports[]", ".empty[]", ".ports.port", ".finalizers[3]", ".finalizers[-1]", ".x", "[0]",
      ".finalizers[=\"3\"]", ".ports[port=80,name=\"x\"]", ".finalizers[name=\"a\"]",
    ] { #expect(name(text) == nil, "\(text)") }
  }

  @Test func removesWhatIsThere() {
    let object: JSON = [
      "spec": [
        "containers": [["name": "a", "env": [["name": "x"]]], ["name": "b", "args": []]], "finalizers": ["a/b", "c"],
      ]
    ]
    func removing(_ text: String) -> JSON? {
      guard let path = ManagedFieldPath(text) else { return nil }
      var rest = object
      rest.remove(path)
      return rest["spec"] ?? "none"
    }
    let containers = object["spec"]?["containers"] ?? nil
    #expect(removing(#".spec.finalizers[="a/b"]"#) == ["containers": containers, "finalizers": ["c"]])
    #expect(
      removing(#".spec.containers[name="a"].env[name="x"].name"#)
        == ["containers": [["name": "a"], ["name": "b", "args": []]], "finalizers": ["a/b", "c"]])
    #expect(
      removing(#".spec.containers[name="a"]"#)
        == ["containers": [["name": "b", "args": []]], "finalizers": ["a/b", "c"]])
    #expect(removing(".spec") == "none")
    for text in ["", ".x", ".spec.containers[2]", #".spec.containers[name="b"].args[0]"#, ".spec.containers.name"] {
      #expect(removing(text) == object["spec"], "\(text)")
    }
    var only: JSON = ["a": ["b": [["c": 1]]]]
    only.remove(ManagedFieldPath([.field("a"), .field("b"), .index(0), .field("c")]))
    #expect(only == [:])
  }
}
