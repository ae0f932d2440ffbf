@testable import JSONTree
import Testing

@Suite struct YAMLParsingTests {
  @Test func aManifest() throws {
    let text = """
      # An application
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: search
        labels: {app.kubernetes.io/name: search, "tier": 'back'}
      spec:
        replicas: 2
        template:
          spec:
            containers:
            - name: app
              args: [--port, "9200"]
              command:
                - sh
                - -c
                - |
                  set -e
                  exec app
              env:
              - name: A
                value: >-
                  one
                  two
            volumes:
            - name: tmp
              emptyDir: {}
      """
    let container: JSON = [
      "name": "app", "args": ["--port", "9200"], "command": ["sh", "-c", "set -e\nexec app\n"],
      "env": [["name": "A", "value": "one two"]],
    ]
    #expect(
      try YAML.parse(text) == [
        [
          "apiVersion": "apps/v1", "kind": "Deployment",
          "metadata": ["name": "search", "labels": ["app.kubernetes.io/name": "search", "tier": "back"]],
          "spec": [
            "replicas": 2,
            "template": ["spec": ["containers": [container], "volumes": [["name": "tmp", "emptyDir": [:]]]]],
          ],
        ]
      ])
  }

  @Test(
    arguments: [
      ("", []), ("\n\n", []), ("# only a comment\n", []), ("---\n", []), ("---\n---\n# a\n---\n...\n", []),
      ("a: 1", [["a": 1]]), ("---\na: 1\n---\nb: 2\n", [["a": 1], ["b": 2]]),
      ("a: 1\n---\n\n---\nb: 2\n...\n", [["a": 1], ["b": 2]]),
      ("--- x\n--- [z]\n", ["x", ["z"]]), ("null\n", [.null]), ("--- ''\n", [""]),
      ("%YAML 1.2\n---\na: 1\n", [["a": 1]]),
      ("{\"a\": [1, \"\\u00e9\\/\"]}", [["a": [1, "é/"]]]),
      ("a: 1\r\nb: |\r\n  x\r\n  y\r\n", [["a": 1, "b": "x\ny\n"]]),
      ("a:\n- 1\n- 2\nb:\n  - 3", [["a": [1, 2], "b": [3]]]), ("a:\nb:", [["a": nil, "b": nil]]), ("a:\t1", [["a": 1]]),
      ("{\n\t\"a\": 1\n}", [["a": 1]]),
    ] as [(String, [JSON])])
  func documents(text: String, expected: [JSON]) throws {
    #expect(try YAML.parse(text) == expected)
  }

  @Test func byteOrderMarksAndUTF16() throws {
    let text = "a: é😀\n"
    let expected: [JSON] = [["a": "é😀"]]
    #expect(try YAML.parse("\u{FEFF}" + text) == expected)
    let units = Array(("\u{FEFF}" + text).utf16)
    #expect(try YAML.parse(units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == expected)
    #expect(try YAML.parse(units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }) == expected)
  }

  @Test(arguments: [
    ("a:\n\tb: 1", 2, 1, "a tab cannot indent in YAML; use spaces"),
    ("a:\n  - b\n\t- c", 3, 1, "a tab cannot indent in YAML; use spaces"),
    ("a: |\n\tb", 2, 1, "a tab cannot indent in YAML; use spaces"),
    ("a: 1\nb: \0", 2, 4, "control characters are not allowed"),
    ("a: 1\né: \u{1B}", 2, 4, "control characters are not allowed"),
    ("\u{FEFF}a: \u{7F}", 1, 4, "control characters are not allowed"),
    ("a: b: c", 1, 5, "mapping values are not allowed in this context"),
    ("a: [1", 2, 1, "while parsing a flow sequence: did not find expected ',' or ']'"),
    ("a: 1\nb: 2\na: 3", 3, 1, "the key \"a\" is there twice"),
    ("a: {x: 1, x: 2}", 1, 11, "the key \"x\" is there twice"),
    ("1: a\n'1': b", 2, 1, "the key \"1\" is there twice"),
    ("a: *x", 1, 4, "*x stands for nothing: no complete value before it is named &x"),
    ("a: &x [*x]", 1, 8, "*x stands for nothing: no complete value before it is named &x"),
    ("a: &x 1\n---\nb: *x", 3, 4, "*x stands for nothing: no complete value before it is named &x"),
    ("a: &x [1]\nb: &x [*x]", 2, 8, "*x stands for nothing: no complete value before it is named &x"),
    ("%YAML 3.0\n---\na: 1", 1, 1, "found incompatible YAML document"),
    ("a: \"\\ud83d\"", 1, 7, "while parsing a quoted scalar: found invalid Unicode character escape code"),
  ])
  func errorsSayWhere(text: String, line: Int, column: Int, message: String) {
    #expect(throws: YAMLError(line: line, column: column, message: message)) { try YAML.parse(text) }
  }

  @Test(arguments: [[0xFF], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0x80]] as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) throws {
    let error = try #require(throws: YAMLError.self) { try YAML.parse(Array("a: 1\nb: é".utf8) + bytes) }
    #expect(error.line == 2)
    #expect(error.column == 5)
    #expect(error.description.hasPrefix("invalid YAML at line 2, column 5: "))
  }

  @Test func aliases() throws {
    #expect(
      try YAML.parse("a: &x {b: [1, &y z]}\nc: *x\nd: [*y, *y]\n*y : e")
        == [["a": ["b": [1, "z"]], "c": ["b": [1, "z"]], "d": ["z", "z"], "z": "e"]])
    #expect(try YAML.parse("a: &x 1\nb: &x 2\nc: *x") == [["a": 1, "b": 2, "c": 2]])
  }

  @Test func mergeKeys() throws {
    let base = "base: &b {x: 1, y-: 2}\nother: &o {x: 3, z: 4}\n"
    func merged(_ text: String) throws -> JSON? { try YAML.parse(base + "a: \(text)").first?["a"] }
    #expect(try merged("{<<: *b, x: 5}") == ["x": 5, "y-": 2])
    #expect(try merged("{<<: [*b, *o], w: 0}") == ["x": 1, "y-": 2, "z": 4, "w": 0])
    #expect(try merged("{<<: *b, <<: *o}") == ["x": 1, "y-": 2, "z": 4])
    #expect(try merged("{x: 1, <<: *b}") == ["x": 1, "y-": 2])
    #expect(try merged("{<<: {x: 7}}") == ["x": 7])
    #expect(try merged("{\"<<\": {x: 7}}") == ["<<": ["x": 7]])
  }

  @Test(arguments: [
    ("<<: 5", 1, 5, "<< needs a mapping, or a list of mappings"),
    ("<<: [{}, 5]", 1, 5, "<< needs a mapping, or a list of mappings"),
    ("x: 1\n<<: {x: 2}", 2, 5, "<< would change the key \"x\", which stands before it; write << first"),
  ])
  func mergesThatAreRefused(text: String, line: Int, column: Int, message: String) {
    #expect(throws: YAMLError(line: line, column: column, message: message)) { try YAML.parse(text) }
  }
}
