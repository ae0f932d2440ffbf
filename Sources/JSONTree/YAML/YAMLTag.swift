/// The types that a YAML text may name: those that JSON has, and `!!binary`, whose text stays the Base64 it is.
enum YAMLTag: String {
  case string = "tag:yaml.org,2002:str"
  case integer = "tag:yaml.org,2002:int"
  case number = "tag:yaml.org,2002:float"
  case bool = "tag:yaml.org,2002:bool"
  case null = "tag:yaml.org,2002:null"
  case binary = "tag:yaml.org,2002:binary"
  case map = "tag:yaml.org,2002:map"
  case sequence = "tag:yaml.org,2002:seq"
  /// The `!` that only says "no guessing".
  case nonSpecific = "!"

  /// The value of a scalar of this type; `nil` where the text is none.
  func value(of text: String) -> JSON? {
    let resolved = YAMLScalar.resolve(text)
    switch (self, resolved) {
    case (.string, _), (.binary, _), (.nonSpecific, _): return .string(text)
    case (.integer, .integer), (.number, .number), (.bool, .bool), (.null, .null): return resolved
    case (.number, .integer(let value)): return .number(Double(value))
    default: return nil
    }
  }
}
