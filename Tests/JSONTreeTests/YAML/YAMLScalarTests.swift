@testable import JSONTree
import Testing

@Suite struct YAMLScalarTests {
  @Test(
    arguments: [
      ("", JSON.null), ("~", nil), ("null", nil), ("Null", nil), ("NULL", nil), ("nUll", "nUll"),
      ("true", true), ("True", true), ("TRUE", true), ("tRue", "tRue"), ("false", false),
      ("yes", true), ("Yes", true), ("on", true), ("y", true), ("no", false), ("OFF", false), ("N", false),
      ("yEs", "yEs"),
      ("0", 0), ("-0", 0), ("+1", 1), ("-17", -17), ("00", 0), ("0644", 420), ("0o644", 420), ("-0644", -420),
      ("0x1F", 31),
      ("-0X1f", -31), ("0b11", 3), ("1_000", 1000), ("1_", 1), ("_1", "_1"), ("07_7", 63), ("0x", "0x"), ("0xG", "0xG"),
      ("0b12", "0b12"), ("0o8", "0o8"), ("0x-5", "0x-5"), ("--5", "--5"), ("+-5", "+-5"), ("+", "+"), ("-x", "-x"),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .number(9_223_372_036_854_775_808)),
      ("0xFFFFFFFFFFFFFFFF", .number(0x1p64)),
      ("0xFFFFFFFFFFFFFFFFF", "0xFFFFFFFFFFFFFFFFF"), ("100000000000000000000", .number(1e20)),
      ("1.5", 1.5), (".5", 0.5), ("+.5", 0.5), ("5.", .number(5)), ("1e3", .number(1000)), ("1E-2", 0.01),
      ("08", .number(8)),
      ("09.5", 9.5), ("1_0.5", 10.5), (".", "."), ("..5", "..5"), (".5.", ".5."), ("1e", "1e"), ("1e+", "1e+"),
      ("1e400", "1e400"),
      ("1.2.3", "1.2.3"), ("0x1p4", "0x1p4"), ("12:30:45", "12:30:45"), ("2001-01-01", "2001-01-01"), ("100m", "100m"),
      ("=", "="), ("inf", "inf"), ("nan", "nan"), ("a b", "a b"), ("٣", "٣"), ("1٣", "1٣"), ("1\u{301}", "1\u{301}"),
    ] as [(String, JSON)])
  func plain(text: String, expected: JSON) throws {
    #expect(try YAML.parse("- \(text)") == [[expected]])
  }

  @Test(arguments: ["'5'", "\"5\"", "|-\n  5", ">-\n  5", "!!str 5", "! 5", "!<tag:yaml.org,2002:str> 5", "!!binary 5"])
  func isAString(text: String) throws {
    #expect(try YAML.parse("a: \(text)") == [["a": "5"]])
  }

  @Test(
    arguments: [
      ("!!int 5", JSON.integer(5)), ("!!int '5'", 5), ("!!float 5", .number(5)), ("!!float 1.5", 1.5),
      ("!!bool yes", true),
      ("!!null ''", nil), ("!!null", nil), ("!!map {}", [:]), ("!!seq []", []), ("!!str", ""),
    ] as [(String, JSON)])
  func tagged(text: String, expected: JSON) throws {
    #expect(try YAML.parse("a: \(text)") == [["a": expected]])
  }

  @Test(arguments: [
    ("!!int abc", "\"abc\" is no !!int"), ("!!int 1.5", "\"1.5\" is no !!int"), ("!!bool 1", "\"1\" is no !!bool"),
    ("!!null x", "\"x\" is no !!null"), ("!!map x", "\"x\" is no !!map"), ("!!str [a]", "a collection is no !!str"),
    ("!!seq {}", "a collection is no !!seq"), ("!!set {a}", "the tag !!set is none that JSON has a type for"),
    ("!foo x", "the tag !foo is none that JSON has a type for"),
    ("!!python/object:x []", "the tag !!python/object:x is none that JSON has a type for"),
    ("!!timestamp 2001-01-01", "the tag !!timestamp is none that JSON has a type for"),
    (".inf", "JSON has no infinity and no not-a-number"), ("-.INF", "JSON has no infinity and no not-a-number"),
    (".nan", "JSON has no infinity and no not-a-number"), ("!!float .NaN", "JSON has no infinity and no not-a-number"),
  ])
  func refused(text: String, message: String) {
    #expect(throws: YAMLError(line: 1, column: 4, message: message)) { try YAML.parse("a: \(text)") }
  }

  @Test(arguments: [
    ("1: a", "1"), ("0x10: a", "16"), ("yes: a", "true"), ("off: a", "false"), ("1.5: a", "1.5"), ("'1.10': a", "1.10"),
    ("'': a", ""),
    ("2001-01-01: a", "2001-01-01"), ("!!str 1: a", "1"), ("? a b\n: a", "a b"),
  ])
  func keysBecomeStrings(text: String, key: String) throws {
    #expect(try YAML.parse(text) == [[key: "a"]])
  }

  @Test(arguments: [
    ("~: a", "a key has to be a string, not null"), ("[1]: a", "a key has to be a string, not array"),
    ("{a: b}: a", "a key has to be a string, not object"),
    ("1.10: a", "a key that looks like this number has to be quoted"),
    ("1e3: a", "a key that looks like this number has to be quoted"),
  ])
  func otherKeysAreRefused(text: String, message: String) {
    #expect(throws: YAMLError(line: 1, column: 1, message: message)) { try YAML.parse(text) }
  }
}
