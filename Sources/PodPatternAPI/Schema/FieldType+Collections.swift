// Lists and maps.

import JSONTree

extension FieldType {
  /// An array whose elements have a type; a list that tells its elements apart refuses duplicates.
  static func list<Element>(
    of elements: FieldType<Element>, count: ClosedRange<Int>, _ type: Schema.ListType
  ) -> FieldType where Value == [Element] {
    FieldType(
      schema: { Schema(.list(elements: elements.schema(), count: count, type)) },
      placeholder: { [elements.placeholder()] },
      read: { json, path, problems in
        guard let array = json.array else {
          problems.append(.wrongType(json, at: path, expected: "an array"))
          return nil
        }
        let problemsBefore = problems.count
        checkCount(array.count, count, noun: "elements", path, &problems)
        let values = array.prefix(count.upperBound).enumerated().map { index, element in
          elements.read(element, path.appending(index: index), &problems)
        }
        type.checkDuplicates(in: array.prefix(count.upperBound), path, &problems)
        return problems.count == problemsBefore ? values.compactMap(\.self) : nil
      })
  }

  /// An array that we wrote ourselves: elements with problems are left out.
  ///
  /// Nobody else writes into it, so it is atomic: an API server neither compares its elements one by one nor records who
  /// owns which, in no write of the object.
  static func lenientList<Element>(
    of elements: FieldType<Element>, count: ClosedRange<Int>
  ) -> FieldType where Value == [Element] {
    FieldType(
      schema: { Schema(.list(elements: elements.schema(), count: count, .atomic)) },
      placeholder: { [elements.placeholder()] },
      read: { json, path, _ in
        var ignored: [Problem] = []
        return (json.array ?? []).compactMap { elements.read($0, path, &ignored) }
      })
  }
}

extension FieldType where Value == [String: String] {
  /// An object with keys and values of the user's choice; at most `count` of them.
  ///
  /// A structural schema can not state the format of keys, so a rule has to do it for servers.
  static func map(keys: StringFormat, values: StringFormat, count: ClosedRange<Int>) -> FieldType {
    FieldType(
      schema: {
        var schema = Schema(.map(values: Schema(.string(values)), count: count))
        schema.rules.append(.keys(keys))
        return schema
      },
      placeholder: { [:] },
      read: { json, path, problems in
        guard let object = json.object else {
          problems.append(.wrongType(json, at: path, expected: "an object"))
          return nil
        }
        let problemsBefore = problems.count
        checkCount(object.count, count, noun: "entries", path, &problems)
        var result: [String: String] = [:]
        for (key, value) in object.sorted(by: { $0.key < $1.key }).prefix(count.upperBound) {
          let entryPath = path.appending(key)
          _ = FieldType<String>.string(keys).read(.string(key), entryPath, &problems)
          result[key] = FieldType<String>.string(values).read(value, entryPath, &problems)
        }
        return problems.count == problemsBefore ? result : nil
      })
  }
}

extension Rule {
  /// The format of a map's keys, of which reading the map checks each.
  fileprivate static func keys(_ format: StringFormat) -> Rule {
    Rule(
      expression: "self.all(key, size(key) <= \(format.maximumLength) && key.matches('\(format.pattern)'))",
      message: "each key \(format.requirement)")
  }
}

private func checkCount(
  _ actual: Int, _ count: ClosedRange<Int>, noun: String, _ path: FieldPath, _ problems: inout [Problem]
) {
  if actual < count.lowerBound {
    problems.append(Problem(path: path, kind: .required, message: "must not be empty"))
  } else if actual > count.upperBound {
    let message = "must have at most \(count.upperBound) \(noun), not \(actual)"
    problems.append(Problem(path: path, kind: .tooLong(max: count.upperBound), message: message))
  }
}

extension Schema.ListType {
  fileprivate func checkDuplicates(in elements: ArraySlice<JSON>, _ path: FieldPath, _ problems: inout [Problem]) {
    guard elements.count > 1 else { return }
    var seen: Set<JSON> = []
    for (index, element) in elements.enumerated() {
      guard let identity = identity(of: element), !seen.insert(identity).inserted else { continue }
      problems.append(Problem(path: path.appending(index: index), kind: .duplicate(value: identity)))
    }
  }

  /// What tells an element apart; `nil` where nothing does.
  private func identity(of element: JSON) -> JSON? {
    switch self {
    case .atomic: return nil
    case .set: return element
    case .map(let keys):
      let fields = keys.compactMap { key in (element[key.name] ?? key.whenAbsent).map { (key.name, $0) } }
      guard fields.count == keys.count else { return nil }
      return .object(JSONObject(fields))
    }
  }
}
