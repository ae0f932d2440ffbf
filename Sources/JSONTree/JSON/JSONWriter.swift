/// What takes the bytes of a JSON text, in their order.
protocol JSONOutput {
  mutating func append(_ byte: UInt8)
  mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>)
}

extension [UInt8]: JSONOutput {}

/// Writes a tree as JSON text.
struct JSONWriter<Output: JSONOutput> {
  private(set) var output: Output
  private let layout: JSONLayout

  init(output: Output, layout: JSONLayout = .compact) {
    self.output = output
    self.layout = layout
  }

  mutating func write(_ value: JSON, depth: Int = 0) {
    switch value {
    case .null: append("null")
    case .bool(let flag): append(flag ? "true" : "false")
    case .integer(let number): append(String(number))
    case .number(let number): append(number.isFinite ? String(number) : "null")
    case .string(let text): write(text)
    case .array(let elements):
      writeCollection(elements, open: UInt8(ascii: "["), close: UInt8(ascii: "]"), depth: depth) { writer, element in
        writer.write(element, depth: depth + 1)
      }
    case .object(let object):
      writeCollection(object.members, open: UInt8(ascii: "{"), close: UInt8(ascii: "}"), depth: depth) {
        writer, member in
        writer.write(member.key)
        writer.output.append(UInt8(ascii: ":"))
        if writer.layout == .pretty { writer.output.append(UInt8(ascii: " ")) }
        writer.write(member.value, depth: depth + 1)
      }
    }
  }

  private mutating func writeCollection<Element>(
    _ elements: [Element], open: UInt8, close: UInt8, depth: Int,
    write: (inout JSONWriter, Element) -> Void
  ) {
    output.append(open)
    if layout == .opened, !elements.isEmpty { output.append(UInt8(ascii: "\n")) }
    for (index, element) in elements.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      if layout == .pretty { indentLine(depth: depth + 1) }
      write(&self, element)
    }
    if layout == .pretty, !elements.isEmpty { indentLine(depth: depth) }
    output.append(close)
  }

  private mutating func indentLine(depth: Int) {
    output.append(UInt8(ascii: "\n"))
    for _ in 0..<depth * 2 { output.append(UInt8(ascii: " ")) }
  }

  private mutating func write(_ text: String) {
    output.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { writeEscaping($0) }
    output.append(UInt8(ascii: "\""))
  }

  private mutating func writeEscaping(_ bytes: UnsafeBufferPointer<UInt8>) {
    var start = 0
    while true {
      let end = UnsafeRawBufferPointer(bytes).endOfPlainText(from: start)
      output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<end]))
      guard end < bytes.count else { return }
      writeEscaped(bytes[end])
      start = end + 1
    }
  }

  private mutating func writeEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case UInt8(ascii: "\n"): append("\\n")
    case UInt8(ascii: "\r"): append("\\r")
    case UInt8(ascii: "\t"): append("\\t")
    case 0..<0x20: append("\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))")
    default: output.append(byte)
    }
  }

  private mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { output.append(contentsOf: $0) }
  }
}
