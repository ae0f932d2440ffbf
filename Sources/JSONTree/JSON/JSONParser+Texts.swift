// Going over a value, and stopping on the way for what is wanted.

extension JSONParser {
  /// What has been found, and how much is still to be.
  private struct Findings {
    var texts: [String?]
    var missing: Int
  }

  mutating func parseTexts(at paths: JSONTextPaths) -> [String?] {
    var findings = Findings(texts: Array(repeating: nil, count: paths.count), missing: paths.count)
    // What was found before a fault is as good as what is found without looking for one.
    try? find(paths.root, depth: 0, &findings)
    return findings.texts
  }

  private mutating func find(
    _ nodes: [JSONTextPaths.Node], depth: Int, _ findings: inout Findings
  ) throws(JSONParsingError) {
    guard try firstByte(depth: depth) == UInt8(ascii: "{") else { return try skipValue(depth: depth) }
    position += 1
    skipWhiteSpace()
    if consume(UInt8(ascii: "}")) { return }
    repeat {
      skipWhiteSpace()
      guard peek == UInt8(ascii: "\"") else { throw error("expected a member name") }
      let start = position + 1
      try skipString()
      let name = UnsafeRawBufferPointer(rebasing: bytes[start..<position - 1])
      skipWhiteSpace()
      guard consume(UInt8(ascii: ":")) else { throw error("expected ':'") }
      if let node = nodes.first(where: { $0.name.elementsEqual(name) }) {
        try take(node, depth: depth + 1, &findings)
        if findings.missing == 0 { return }
      } else {
        try skipValue(depth: depth + 1)
      }
      skipWhiteSpace()
    } while consume(UInt8(ascii: ","))
    guard consume(UInt8(ascii: "}")) else { throw error("expected ',' or '}'") }
  }

  private mutating func take(
    _ node: JSONTextPaths.Node, depth: Int, _ findings: inout Findings
  ) throws(JSONParsingError) {
    guard let path = node.path else { return try find(node.members, depth: depth, &findings) }
    findings.missing -= 1
    guard try firstByte(depth: depth) == UInt8(ascii: "\"") else { return try skipValue(depth: depth) }
    findings.texts[path] = try parseString()
  }
}
