import JSONTree

/// Who asked for something, and in which field: one side of a conflict.
struct Source: Sendable, Hashable, CustomStringConvertible {
  /// For example `pattern "tls"`, or `container "web" of the template`; of a target, `container "web" of Deployment/web`.
  let holder: String
  let path: FieldPath
  /// Whether the library wrote the value because of that field: what is inside it then has no field of its own.
  let isGenerated: Bool

  init(holder: String, path: FieldPath, isGenerated: Bool = false) {
    self.holder = holder
    self.path = path
    self.isGenerated = isGenerated
  }

  /// The holder and the field, with the object that has the field unless the holder names it.
  var description: String {
    let isNamed = path.object.map(holder.hasSuffix) ?? true
    return "\(holder) (\(isNamed ? path.fields : path.description))"
  }

  /// The same holder, at a field inside.
  func appending(_ key: String) -> Source {
    isGenerated ? self : Source(holder: holder, path: path.appending(key))
  }

  /// The same holder, at an element of a list inside.
  func appending(_ key: String, index: Int) -> Source {
    isGenerated ? self : Source(holder: holder, path: path.appending(key).appending(index: index))
  }
}

/// A value together with who asked for it.
struct Sourced<Value: Sendable>: Sendable {
  var value: Value
  let source: Source

  init(_ value: Value, _ source: Source) {
    self.value = value
    self.source = source
  }

  /// Where a field of the value stands.
  func path(_ key: String) -> FieldPath { source.appending(key).path }
}

extension Sourced where Value == JSON {
  /// The `name` of a container, volume, port or variable.
  var name: String? { value["name"]?.string }

  /// The elements of a list inside, each with its own path.
  func elements(_ key: String) -> [Sourced<JSON>] {
    (value[key]?.array ?? []).enumerated().map { Sourced($1, source.appending(key, index: $0)) }
  }
}
