// Trees for round trips: mostly what manifests look like, with strings that are hard to write.

import JSONTree

extension SeededGenerator {
  mutating func tree(depth: Int = 0) -> JSON {
    switch Int.random(in: 0..<(depth > 4 ? 6 : 10), using: &self) {
    case 0: .null
    case 1: .bool(Bool.random(using: &self))
    case 2: .integer(integer())
    case 3: .number(number())
    case 4, 5: .string(string())
    case 6, 7: .array((0..<Int.random(in: 0..<4, using: &self)).map { _ in tree(depth: depth + 1) })
    default: .object(members(depth: depth + 1))
    }
  }

  mutating func members(depth: Int) -> JSONObject {
    var members: JSONObject = [:]
    for _ in 0..<Int.random(in: 0..<4, using: &self) { members[string()] = tree(depth: depth) }
    return members
  }

  mutating func integer() -> Int64 {
    pick([
      0, 1, -1, .max, .min, Int64.random(in: .min ... .max, using: &self), Int64.random(in: 0..<70_000, using: &self),
    ])
  }

  mutating func number() -> Double {
    let bits = Double(bitPattern: UInt64.random(in: 0 ... .max, using: &self))
    return pick([
      0.5, -0.25, 1e20, 1e-7, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 3, bits.isFinite ? bits : 1.5,
    ])
  }

  mutating func string() -> String {
    if Int.random(in: 0..<3, using: &self) == 0 { return pick(Self.difficultStrings) }
    return (0..<Int.random(in: 0..<8, using: &self)).map { _ in pick(Self.pieces) }.joined()
  }

  /// Strings that YAML readers like to take for something else, and those with a meaning in YAML's own syntax.
  static let difficultStrings = [
    "", " ", "~", "null", "Null", "NULL", "true", "False", "TRUE", "yes", "No", "on", "OFF", "y", "N", "0", "-0", "+1",
    "0644", "0o644", "0x1F", "0b11", "1_000", "1__0", "1e3", "1.5", ".5", "5.", "1e400", ".inf", "-.INF", ".nan",
    ".NaN",
    "12:30:45", "1:20", "190:20:30.15", "2001-01-01", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "<<",
    "=", "-", "--", "---", "...", "--- a", "- a", "? a", ": a", "a: b", "a:b", "a :b", "a #b", "#a", "a#b", "&a", "*a",
    "!a", "!!str a", "|", ">", "|-\na", "%YAML 1.2", "@a", "`a`", "'a'", "\"a\"", "a'b", "{a}", "[a]", "a, b", "{", "}",
    "a\n", "a\n\n", "\na", "\n", "\n\n", "a\nb", "a\n\nb\n", " a\nb", "a \nb", "a\n b\n", "\ta", "a\tb", "a\n\tb",
    "\ta\nb",
    "a\n# b\n", "a\n---\nb\n", "a\n...\n", "a\r\nb", "\r", "a\u{85}b", "a\u{2028}b", "\u{FEFF}a", "a\u{FEFF}", "\0",
    "a\0b", "\u{1B}[31m", "\u{7F}", "\u{9B}", "é", "e\u{301}", "日本語", "😀", "👨‍👩‍👧",
    "\u{FFFE}", "\u{FFFF}", "\u{10FFFF}",
    "\\", "\\n", "10.0.0.1", "8.17.0", "100m", "512Mi", "1.36", "9200/tcp", "ghcr.io/acme/app:1.2", "a ", " a", "a  b",
    String(repeating: "a", count: 200), String(repeating: "b c ", count: 400), String(repeating: "\n", count: 50),
    "server {\n  listen 8443 ssl;\n\n  location / {\n    proxy_pass http://127.0.0.1:9200;\n  }\n}\n",
  ]

  private static let pieces = [
    "a", "b", "Z", "0", "1", "7", "-", "_", ".", ":", ",", " ", "  ", "\n", "\t", "#", "'", "\"", "\\", "{", "}", "[",
    "]",
    "&", "*", "!", "|", ">", "%", "@", "`", "?", "=", "~", "\r", "\0", "\u{7F}", "\u{85}", "\u{2029}", "é", "ß", "漢",
    "😀",
    "\u{200D}", "x", "e", "true", "null", "/", "+", "<",
  ]
}
