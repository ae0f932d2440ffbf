// libyaml's emitter, owned: the C structure and the text it writes live on the heap as long as this value, and no
// pointer leaves this file.

internal import CLibYAML

/// Turns events into text: block style, indented by two spaces, lines never folded.
struct YAMLEmitter: ~Copyable {
  enum ScalarStyle {
    case plain
    case doubleQuoted
    case literal
  }

  private let emitter: UnsafeMutablePointer<yaml_emitter_t>
  private let output: UnsafeMutablePointer<[UInt8]>

  init() {
    emitter = .allocate(capacity: 1)
    output = .allocate(capacity: 1)
    output.initialize(to: [])
    Self.expect(yaml_emitter_initialize(emitter))
    yaml_emitter_set_unicode(emitter, 1)
    yaml_emitter_set_width(emitter, -1)
    yaml_emitter_set_output(
      emitter,
      { output, bytes, count in
        output?.assumingMemoryBound(to: [UInt8].self).pointee
          .append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        return 1
      }, output)
    emit { yaml_stream_start_event_initialize(&$0, YAML_UTF8_ENCODING) }
  }

  deinit {
    yaml_emitter_delete(emitter)
    emitter.deallocate()
    output.deinitialize(count: 1)
    output.deallocate()
  }

  /// Begins a document; all but the first begin with `---`.
  func startDocument(isFirst: Bool) {
    emit { yaml_document_start_event_initialize(&$0, nil, nil, nil, isFirst ? 1 : 0) }
  }

  func endDocument() { emit { yaml_document_end_event_initialize(&$0, 1) } }

  func startSequence() {
    emit { yaml_sequence_start_event_initialize(&$0, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE) }
  }

  func endSequence() { emit { yaml_sequence_end_event_initialize(&$0) } }

  func startMapping() {
    emit { yaml_mapping_start_event_initialize(&$0, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE) }
  }

  func endMapping() { emit { yaml_mapping_end_event_initialize(&$0) } }

  /// Writes a scalar; where the style cannot hold the text, libyaml quotes it.
  func scalar(_ text: String, style: ScalarStyle) {
    let yamlStyle =
      switch style {
      case .plain: YAML_PLAIN_SCALAR_STYLE
      case .doubleQuoted: YAML_DOUBLE_QUOTED_SCALAR_STYLE
      case .literal: YAML_LITERAL_SCALAR_STYLE
      }
    // One byte more than counts, since libyaml wants an address for an empty text too.
    let bytes = Array(text.utf8) + [0]
    bytes.withUnsafeBufferPointer { buffer in
      emit {
        yaml_scalar_event_initialize(&$0, nil, nil, buffer.baseAddress, Int32(buffer.count - 1), 1, 1, yamlStyle)
      }
    }
  }

  /// Ends the stream, and gives back all that was written.
  consuming func finish() -> String {
    emit { yaml_stream_end_event_initialize(&$0) }
    Self.expect(yaml_emitter_flush(emitter))
    return String(decoding: output.pointee, as: UTF8.self)
  }

  private func emit(_ initialize: (inout yaml_event_t) -> Int32) {
    var event = yaml_event_t()
    Self.expect(initialize(&event))
    // The emitter owns the event from here on, whatever it answers.
    Self.expect(yaml_emitter_emit(emitter, &event))
  }

  /// libyaml fails only where memory is exhausted, or where events come in an order that ``YAMLWriter`` cannot produce.
  private static func expect(_ success: Int32) {
    precondition(success == 1, "libyaml is out of memory")
  }
}
