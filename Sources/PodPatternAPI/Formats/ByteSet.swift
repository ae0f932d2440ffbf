/// A set of byte values.
struct ByteSet: Sendable, Hashable {
  private var words = SIMD4<UInt64>.zero

  /// The empty set.
  init() {}

  /// The set of one byte.
  init(_ byte: UInt8) { insert(byte...byte) }

  /// The bytes that are not in this set.
  var inverted: ByteSet {
    var set = self
    set.words = ~words
    return set
  }

  /// Adds each byte of a range.
  mutating func insert(_ range: ClosedRange<UInt8>) {
    for byte in range { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
  }

  /// Whether a byte is in the set.
  func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }
}
