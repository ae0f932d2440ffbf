// libyaml's parser, owned: the C structure lives on the heap as long as the reader, and no pointer leaves this file.

internal import CLibYAML

/// Reads the events of a text that has to outlive it.
struct YAMLEventReader: ~Copyable {
  private let text: UnsafeBufferPointer<UInt8>
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let isReady: Bool

  init(text: UnsafeBufferPointer<UInt8>) {
    self.text = text
    parser = .allocate(capacity: 1)
    isReady = yaml_parser_initialize(parser) == 1
    if isReady { yaml_parser_set_input_string(parser, text.baseAddress, text.count) }
  }

  deinit {
    if isReady { yaml_parser_delete(parser) }
    parser.deallocate()
  }

  /// The next event; the one that opens the stream is left out, and none may be asked for after the one that ends it.
  mutating func next() throws(YAMLError) -> YAMLEvent {
    guard isReady else { throw YAMLError(line: 1, column: 1, message: "not enough memory") }
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
      defer { yaml_event_delete(&event) }
      if let kind = YAMLEvent.Kind(event) {
        return YAMLEvent(kind: kind, position: YAMLEvent.Position(event.start_mark))
      }
    }
  }

  private var failure: YAMLError {
    let problem = Self.string(parser.pointee.problem) ?? "not enough memory"
    if parser.pointee.error == YAML_READER_ERROR {
      let position = TextPosition(ofByte: parser.pointee.problem_offset, in: text)
      return YAMLError(line: position.line, column: position.column, message: problem)
    }
    let mark = parser.pointee.problem_mark
    let position = TextPosition(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    let message =
      position.isTab(in: text)
      ? "a tab cannot indent in YAML; use spaces"
      : [Self.string(parser.pointee.context), problem].compactMap(\.self).joined(separator: ": ")
    return YAMLError(line: position.line, column: position.column, message: message)
  }

  private static func string(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }
}

extension YAMLEvent.Position {
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: Int(clamping: mark.line), column: Int(clamping: mark.column))
  }
}

extension YAMLEvent.Kind {
  /// `nil` for the events that say nothing about a document.
  fileprivate init?(_ event: yaml_event_t) {
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: self = .documentStart
    case YAML_DOCUMENT_END_EVENT: self = .documentEnd
    case YAML_STREAM_END_EVENT: self = .streamEnd
    case YAML_ALIAS_EVENT: self = .alias(Self.string(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT: self = Self.scalar(event)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      self = .sequenceStart(Self.properties(anchor: start.anchor, tag: start.tag))
    case YAML_SEQUENCE_END_EVENT: self = .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      self = .mappingStart(Self.properties(anchor: start.anchor, tag: start.tag))
    case YAML_MAPPING_END_EVENT: self = .mappingEnd
    default: return nil
    }
  }

  private static func scalar(_ event: yaml_event_t) -> Self {
    let scalar = event.data.scalar
    let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    return .scalar(
      YAMLEvent.Scalar(text: text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE),
      properties(anchor: scalar.anchor, tag: scalar.tag))
  }

  private static func properties(
    anchor: UnsafePointer<yaml_char_t>?, tag: UnsafePointer<yaml_char_t>?
  ) -> YAMLEvent.Properties {
    YAMLEvent.Properties(anchor: string(anchor), tag: string(tag))
  }

  private static func string(_ pointer: UnsafePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
