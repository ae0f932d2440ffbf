// Writing a tree as JSON text: keys sorted, so that the order in which a tree was made leaves no trace.

extension JSON {
  /// The JSON text as UTF-8 with sorted keys.
  public func serialized(_ layout: JSONLayout = .compact) -> [UInt8] {
    var writer = JSONWriter(output: [UInt8](), layout: layout)
    writer.write(self)
    return writer.output
  }

  /// The JSON text with sorted keys.
  public func serializedString(_ layout: JSONLayout = .compact) -> String {
    String(decoding: serialized(layout), as: UTF8.self)
  }
}
