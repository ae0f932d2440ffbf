// Writing a tree as JSON text: keys sorted, so that equal trees are equal bytes.

extension JSON {
  /// The JSON text as UTF-8, without white space and with sorted keys.
  public func serialized() -> [UInt8] {
    var writer = JSONWriter(output: [UInt8]())
    writer.write(self)
    return writer.output
  }

  /// The JSON text with sorted keys; `pretty` puts every member on a line of its own, indented by two spaces.
  public func serializedString(pretty: Bool = false) -> String {
    var writer = JSONWriter(output: [UInt8](), isPretty: pretty)
    writer.write(self)
    return String(decoding: writer.output, as: UTF8.self)
  }
}
