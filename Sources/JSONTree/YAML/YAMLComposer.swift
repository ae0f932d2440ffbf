// From events to trees: anchors, merge keys, and the limits that keep a small text from becoming a large tree.

/// Builds the documents of one stream.
struct YAMLComposer: ~Copyable {
  /// A node that aliases can stand for, with what each use of it costs.
  private struct Anchor {
    var value: JSON
    var size: Int
    var height: Int
  }

  private var events: YAMLEventReader
  private var anchors: [String: Anchor] = [:]
  /// How large what has been built would be when written out, and the part that aliases stood for; in values and bytes.
  private var size = 0
  private var aliasedSize = 0
  /// The greatest depth since it was last set back.
  private var deepest = 0

  init(events: consuming YAMLEventReader) { self.events = events }

  mutating func documents() throws(YAMLError) -> [JSON] {
    var documents: [JSON] = []
    while true {
      let event = try events.next()
      switch event.kind {
      case .streamEnd: return documents
      case .documentStart:
        anchors = [:]
        let root = try events.next()
        let document = try node(root, depth: 0)
        if !root.isEmptyScalar { documents.append(document) }
      default: continue
      }
    }
  }

  private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> JSON {
    guard depth <= JSON.maximumDepth else {
      throw event.error("nested deeper than \(JSON.maximumDepth) levels")
    }
    switch event.kind {
    case .alias(let name): return try alias(name, at: event, depth: depth)
    case .scalar(let scalar, let properties):
      return try anchored(properties.anchor, depth: depth) { (composer) throws(YAMLError) in
        composer.size += 1 + scalar.text.utf8.count
        return try event.value(of: scalar, tag: properties.tag)
      }
    case .sequenceStart(let properties):
      try event.check(properties.tag, isOneOf: [.sequence, .nonSpecific])
      return try anchored(properties.anchor, depth: depth) { (composer) throws(YAMLError) in
        .array(try composer.elements(depth: depth + 1))
      }
    case .mappingStart(let properties):
      try event.check(properties.tag, isOneOf: [.map, .nonSpecific])
      return try anchored(properties.anchor, depth: depth) { (composer) throws(YAMLError) in
        .object(try composer.members(depth: depth + 1))
      }
    case .documentStart, .documentEnd, .streamEnd, .sequenceEnd, .mappingEnd: throw event.error("expected a value")
    }
  }

  private mutating func elements(depth: Int) throws(YAMLError) -> [JSON] {
    size += 1
    var elements: [JSON] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind { return elements }
      elements.append(try node(event, depth: depth))
    }
  }

  private mutating func members(depth: Int) throws(YAMLError) -> JSONObject {
    size += 1
    var members = YAMLMembers()
    while true {
      let keyEvent = try events.next()
      if case .mappingEnd = keyEvent.kind { return members.all }
      let key = try node(keyEvent, depth: depth)
      let valueEvent = try events.next()
      let value = try node(valueEvent, depth: depth)
      if keyEvent.isMergeKey {
        try members.merge(value, at: valueEvent)
      } else {
        try members.insert(value, for: keyEvent.memberName(from: key), at: keyEvent)
      }
    }
  }

  /// Builds a node, and keeps it for aliases if it has a name.
  private mutating func anchored(
    _ name: String?, depth: Int, build: (inout YAMLComposer) throws(YAMLError) -> JSON
  ) throws(YAMLError) -> JSON {
    deepest = max(deepest, depth)
    guard let name else { return try build(&self) }
    let (sizeBefore, deepestBefore) = (size, deepest)
    deepest = depth
    // Until it is complete the name means nothing, not even an earlier node of the same name: it cannot contain itself.
    anchors[name] = nil
    let value = try build(&self)
    anchors[name] = Anchor(value: value, size: size - sizeBefore, height: deepest - depth)
    deepest = max(deepest, deepestBefore)
    return value
  }

  private mutating func alias(_ name: String, at event: YAMLEvent, depth: Int) throws(YAMLError) -> JSON {
    guard let anchor = anchors[name] else {
      throw event.error("*\(name) stands for nothing: no complete value before it is named &\(name)")
    }
    size += anchor.size
    aliasedSize += anchor.size
    guard aliasedSize <= YAML.maximumAliasedSize else {
      throw event.error("aliases stand for more than \(YAML.maximumAliasedSize) bytes")
    }
    deepest = max(deepest, depth + anchor.height)
    guard deepest <= JSON.maximumDepth else { throw event.error("nested deeper than \(JSON.maximumDepth) levels") }
    return anchor.value
  }
}
