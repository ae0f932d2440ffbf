import Testing

/// Something that reads what others send.
struct FuzzTarget: Sendable, CustomTestStringConvertible {
  let name: String
  /// Inputs as they should be.
  let corpus: [[UInt8]]
  /// Reads an input; errors are as good as results.
  ///
  /// - Returns: what is wrong with what came out; `nil` where nothing is.
  let read: @Sendable ([UInt8], inout Mutator) -> String?

  var testDescription: String { name }

  init(_ name: String, corpus: [String], read: @escaping @Sendable ([UInt8], inout Mutator) -> String?) {
    self.name = name
    self.corpus = corpus.map { Array($0.utf8) }
    self.read = read
  }
}
