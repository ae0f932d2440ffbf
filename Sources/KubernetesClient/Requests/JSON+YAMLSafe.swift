// JSON that a YAML reader takes for the same thing: the server reads an apply's body as YAML whatever it is.

import JSONTree

extension JSON {
  /// The serialized text with those characters escaped that JSON allows and YAML does not, or folds as line breaks:
  /// DEL and the C1 controls with NEL, U+2028 and U+2029, the byte order mark, U+FFFE and U+FFFF.
  ///
  /// They can stand inside strings only, where both languages read `\uXXXX` alike. The line breaks are those of
  /// ``JSONLayout/opened``.
  func serializedForYAML() -> [UInt8] {
    let text = serialized(.opened)
    guard text.contains(where: { $0 >= 0x7F }) else { return text }
    var escaped: [UInt8] = []
    escaped.reserveCapacity(text.count)
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
        let digits = String(scalar.value, radix: 16)
        escaped.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
      default: escaped.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
    return escaped
  }
}
