import NIOCore

/// A frame of HTTP/2 as it is on the wire (RFC 9113, section 4.1).
struct HTTP2WireFrame {
  /// The types of frames, by their numbers.
  enum Kind: UInt8 {
    case data, headers, priority, reset, settings, pushPromise, ping, goAway, windowUpdate
  }

  /// How many bytes a client sends before its first frame.
  static let prefaceLength = 24

  let kind: Kind?
  let flags: UInt8
  let stream: UInt32
  let payload: ByteBuffer

  init(_ kind: Kind, flags: UInt8 = 0, stream: UInt32 = 0, payload: ByteBuffer = ByteBuffer()) {
    self.kind = kind
    self.flags = flags
    self.stream = stream
    self.payload = payload
  }

  /// Reads a frame; `nil` where it is not there as a whole.
  init?(readingFrom bytes: inout ByteBuffer) {
    var rest = bytes
    guard
      let (high, low, kind, flags, stream) = rest.readMultipleIntegers(as: (UInt8, UInt16, UInt8, UInt8, UInt32).self),
      let payload = rest.readSlice(length: Int(high) << 16 | Int(low))
    else { return nil }
    bytes = rest
    self.kind = Kind(rawValue: kind)
    self.flags = flags
    self.stream = stream
    self.payload = payload
  }

  var bytes: ByteBuffer {
    var bytes = ByteBuffer()
    bytes.writeMultipleIntegers(UInt8(0), UInt16(payload.readableBytes), kind?.rawValue ?? .max, flags, stream)
    bytes.writeImmutableBuffer(payload)
    return bytes
  }
}

extension HTTP2WireFrame {
  private static let endStream: UInt8 = 0x1
  private static let endHeaders: UInt8 = 0x4

  /// Accepts what the other side has asked for.
  static var settingsAcknowledgement: Self { Self(.settings, flags: 0x1) }

  /// The head of an answer with code 200 (RFC 7541, appendix A).
  static func head(_ stream: UInt32, isLast: Bool = false) -> Self {
    Self(.headers, flags: endHeaders | (isLast ? endStream : 0), stream: stream, payload: ByteBuffer(bytes: [0x88]))
  }

  /// A part of a body.
  static func data(_ stream: UInt32, length: Int, isLast: Bool = false) -> Self {
    let payload = ByteBuffer(repeating: UInt8(ascii: "x"), count: length)
    return Self(.data, flags: isLast ? endStream : 0, stream: stream, payload: payload)
  }

  /// No stream after this one is looked at.
  static func goAway(last: UInt32) -> Self {
    var payload = ByteBuffer()
    payload.writeMultipleIntegers(last, UInt32(0))
    return Self(.goAway, payload: payload)
  }
}
