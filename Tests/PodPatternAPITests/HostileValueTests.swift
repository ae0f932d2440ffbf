import JSONTree
import PodPatternAPI
import Testing

@Suite("Hostile texts")
struct HostileValueTests {
  /// Texts that no field may have.
  static let unbearable = ["\0", "a\0b", String(repeating: "a", count: 1 << 20)]

  /// Texts that only a field may have that goes to a program as it is: an argument, a variable, an annotation.
  static let breakingOut = [
    ";}", "a;}", "a\n", "\n", "a\r\nb", "a\tb", "\"", "a\"b", "'", "a'b", "`id`", "$host", "a$(id)b", "${a}", "\\",
    "a\\b",
    "a{b", "a}b", "a#b", "a b;c", "<a>", "a&b", "é", "\u{202E}a", "\u{FEFF}a", "",
  ]

  @Test("No field takes NUL or a megabyte", arguments: try StringField.all())
  func unbearable(_ field: StringField) throws {
    for text in Self.unbearable { #expect(try field.refuses(text), "\(text.prefix(8))") }
  }

  @Test(
    "Where a text could break out of its place, its format has no room for it",
    arguments: try StringField.all().filter { !$0.takesAnyText })
  func breakingOut(_ field: StringField) throws {
    for text in Self.breakingOut where !(text.isEmpty && field.isLabelValue) {
      #expect(try field.refuses(text), "\(text)")
    }
  }

  @Test("No name has 300 characters", arguments: try StringField.all().filter { $0.maximumLength < 300 })
  func longNames(_ field: StringField) throws {
    #expect(try field.refuses(String(repeating: "a", count: 300)))
  }

  @Test("The fields that take any text are those that go to programs as they are")
  func anyText() throws {
    let fields = try StringField.all().filter(\.takesAnyText).map(\.path)
    #expect(
      fields == [
        "spec.patterns[0].application.args[0]", "spec.patterns[0].application.command[0]",
        "spec.patterns[0].application.env[0].value", "spec.patterns[1].adapter.prometheusExporter.args[0]",
        "spec.patterns[1].adapter.prometheusExporter.env[0].value",
        "spec.patterns[7].sidecar.vaultAgent.files[1].template",
        "spec.match.matchConditions[0].expression", "spec.validation.expressions[0].expression",
        "spec.validation.expressions[0].message",
      ])
  }

  @Test(
    "No key of a map takes a hostile text",
    arguments: [
      (Sample.complete, "spec.workload.service.labels"), (Sample.complete, "spec.workload.service.annotations"),
      (Sample.complete, "spec.patterns[3].init.sysctl"), (Sample.policy, "spec.match.namespaceSelector.matchLabels"),
    ])
  func keys(base: String, path: String) throws {
    for key in Self.unbearable + Self.breakingOut {
      let problems = Sample.problems(of: try Change(path, [key: "1"]).of(base).manifest())
      #expect(problems.count == 1 && problems[0].hasPrefix(path), "\(key.prefix(8)): \(problems)")
    }
  }

  @Test("A problem never repeats a megabyte, nor a control character")
  func messages() throws {
    for text in ["a\nb\u{1B}[31m", String(repeating: "é", count: 1 << 20)] {
      let problems = Sample.problems(of: try Sample.manifest("spec.patterns[0].ambassador", [text: .string(text)]))
      #expect(!problems.isEmpty)
      #expect(problems.allSatisfy { $0.utf8.count < 2000 && !$0.utf8.contains { $0 < 0x20 } })
    }
  }
}
