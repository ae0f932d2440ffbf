import TestSupport

/// Makes inputs that nobody meant of inputs that somebody did.
struct Mutator {
  /// What parsers tend to stumble over.
  static let tokens: [String] = [
    "{", "}", "[", "]", "\"", "\\", ":", ",", "\n", "\r\n", "\t", " ", "\u{0}", "-", "- ", "? ", "| ", ">", "&a ", "*a",
    "<<: *a", "!!binary ", "%YAML 1.1\n", "---\n", "...\n", "#", "null", "~", "true", "NaN", ".inf", "1e999", "-0",
    "0x7f",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e-400", "0.1", "\\u0000", "\\ud800",
    "\\udc00", "\\ud83d\\ude00", "\u{FEFF}", "\u{2028}", "é", "😀", "name", "metadata", "resourceVersion", "kind",
    "Status",
    "code", "retryAfterSeconds", "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "=", "://", "@", "[::1]",
    "%00",
  ]

  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// One of the corpus with a few changes.
  mutating func input(from corpus: [[UInt8]], maximumLength: Int = 1 << 14) -> [UInt8] {
    var bytes = corpus.randomElement(using: &generator) ?? []
    for _ in 0..<Int.random(in: 1...6, using: &generator) { change(&bytes, corpus: corpus) }
    return Array(bytes.prefix(maximumLength))
  }

  /// The input in pieces, as a network delivers it.
  mutating func pieces(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let length = Int.random(in: 1...max(1, rest.count / 3), using: &generator)
      pieces.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return pieces
  }

  private mutating func change(_ bytes: inout [UInt8], corpus: [[UInt8]]) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let length = min(Int.random(in: 1...16, using: &generator), bytes.count - place)
    switch Int.random(in: 0..<9, using: &generator) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &generator)
    case 2: bytes.insert(contentsOf: (Self.tokens.randomElement(using: &generator) ?? "").utf8, at: place)
    case 3: bytes.removeSubrange(place..<(place + length))
    case 4: bytes.insert(contentsOf: bytes[place..<(place + length)], at: place)
    case 5: bytes.removeSubrange(place...)
    case 6:
      // Deep nesting, long runs.
      let unit = Array((Self.tokens.randomElement(using: &generator) ?? "").utf8)
      let times = Int.random(in: 1...800, using: &generator)
      bytes.insert(contentsOf: (0..<times).flatMap { _ in unit }, at: place)
    case 7:
      let other = corpus.randomElement(using: &generator) ?? []
      bytes.replaceSubrange(place..., with: other.suffix(Int.random(in: 0...other.count, using: &generator)))
    default: bytes.insert(.random(in: 0...255, using: &generator), at: place)
    }
  }
}
