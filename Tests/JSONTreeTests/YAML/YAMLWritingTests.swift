@testable import JSONTree
import Testing

@Suite struct YAMLWritingTests {
  @Test func documentsReadLikeManifests() {
    let deployment: JSON = [
      "spec": [
        "ports": [["port": 80, "name": "http"], ["port": 443]], "empty": [], "none": [:], "ratio": 1.5, "absent": nil,
      ],
      "metadata": [
        "name": "search", "labels": ["app.kubernetes.io/version": "8.17", "metadata": "m", "apiVersion": "z"],
      ],
      "kind": "Service", "apiVersion": "v1", "data": ["nginx.conf": "server {\n  listen 8443;\n}\n", "last": "a\nb"],
    ]
    #expect(
      YAML.write([deployment, ["a": true]]) == """
        apiVersion: v1
        kind: Service
        metadata:
          labels:
            apiVersion: z
            app.kubernetes.io/version: "8.17"
            metadata: m
          name: search
        data:
          last: |-
            a
            b
          nginx.conf: |
            server {
              listen 8443;
            }
        spec:
          absent: null
          empty: []
          none: {}
          ports:
          - name: http
            port: 80
          - port: 443
          ratio: 1.5
        ---
        a: true

        """)
  }

  @Test func longLinesAreNotFolded() {
    let text = String(repeating: "one two ", count: 40) + "end"
    #expect(YAML.write([["a": .string(text), "b": .string("- " + text)]]) == "a: \(text)\nb: '- \(text)'\n")
  }

  @Test func nothingIsEmpty() { #expect(YAML.write([]) == "") }

  @Test(arguments: [
    ("plain", "plain"), ("ghcr.io/acme/app:1.2", "ghcr.io/acme/app:1.2"), ("100m", "100m"), ("512Mi", "512Mi"),
    ("9200/tcp", "9200/tcp"),
    ("--port=80", "--port=80"), ("日本語", "日本語"), ("a'b", "a'b"), ("yes", "\"yes\""), ("No", "\"No\""), ("on", "\"on\""),
    ("y", "\"y\""),
    ("n", "\"n\""), ("true", "\"true\""), ("null", "\"null\""), ("~", "\"~\""), ("", "\"\""), ("5", "\"5\""),
    ("0644", "\"0644\""), ("0x1F", "\"0x1F\""),
    ("1_000", "\"1_000\""), ("1e3", "\"1e3\""), (".inf", "\".inf\""), ("12:30:45", "\"12:30:45\""),
    ("2001-01-01", "\"2001-01-01\""),
    ("2001-12-14 21:59:43.10 -5", "\"2001-12-14 21:59:43.10 -5\""), ("<<", "\"<<\""), ("=", "\"=\""),
    ("10.0.0.1", "\"10.0.0.1\""),
    ("a: b", "'a: b'"), ("# a", "'# a'"), ("- a", "\"- a\""), ("a\tb\u{1B}", "\"a\\tb\\e\""), ("a \nb", "\"a \\nb\""),
    ("\ta\nb", "\"\\ta\\nb\""),
    ("a\r\nb", "\"a\\r\\nb\""), ("\u{FEFF}", "\"\\uFEFF\""),
  ])
  func strings(text: String, expected: String) {
    #expect(YAML.write([[.string(text)]]) == "- \(expected)\n")
  }

  @Test func numbers() {
    #expect(
      YAML.write([[.number(1e20), .number(1), .number(.leastNonzeroMagnitude), .number(.infinity), .integer(.min)]])
        == "- 1.0e+20\n- 1.0\n- 5.0e-324\n- null\n- -9223372036854775808\n")
  }

  @Test func difficultStringsComeBackAsValuesKeysAndDocuments() throws {
    for text in SeededGenerator.difficultStrings {
      let documents: [JSON] = [.string(text), [.string(text)], [text: .string(text)], [[text: [.string(text)]]]]
      let written = YAML.write(documents)
      let read = try YAML.parse(written)
      #expect(read == documents, "\(written)")
      // Swift's strings are equal where Unicode's canonical forms are; here every scalar counts.
      #expect(read.first?.string.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars), "\(written)")
    }
  }

  @Test func longKeysComeBack() throws {
    for count in [127, 128, 129, 1_023, 1_025, 5_000] {
      let documents: [JSON] = [[String(repeating: "k", count: count): [String(repeating: "é", count: count): 1]]]
      #expect(try YAML.parse(YAML.write(documents)) == documents)
    }
  }

  @Test func randomTreesComeBack() throws {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<2_000 {
      let documents = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in generator.tree() }
      let written = YAML.write(documents)
      #expect(try YAML.parse(written) == documents, "\(written)")
      #expect(YAML.write(documents) == written)
    }
  }
}
