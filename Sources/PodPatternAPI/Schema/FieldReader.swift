import JSONTree

/// Reads the fields of one object, or records what they are.
///
/// All problems of an object are collected, with their paths; a field with a problem gives a placeholder, so that the
/// fields after it are read too. The value is thrown away then.
struct FieldReader {
  /// The object's members; `nil` when the fields are described instead of read.
  private let members: JSONObject?
  private let path: FieldPath
  private var problems: [Problem] = []
  /// How many of the problems are broken rules of this very object, which say nothing against its fields.
  private var brokenRules = 0
  private var knownFields: [String] = []
  private var unknownFields = UnknownFields.refused

  private var properties: [String: Schema] = [:]
  private var requiredFields: [String] = []
  private var rules: [Rule] = []

  /// What becomes of fields that are not described.
  private enum UnknownFields { case refused, preserved, ignored }

  private init(members: JSONObject?, path: FieldPath) {
    self.members = members
    self.path = path
  }

  /// Reads a field that has to be there.
  ///
  /// `text` is its description for users; `nil` where Kubernetes has one of its own and allows no other.
  mutating func required<Value>(
    _ name: String, _ type: @autoclosure () -> FieldType<Value>, _ text: @autoclosure () -> String?
  ) -> Value {
    knownFields.append(name)
    guard members != nil else {
      describe(name, type(), text(), isRequired: true)
      return type().placeholder()
    }
    guard let member = member(name) else {
      problems.append(Problem(path: path.appending(name), kind: .required))
      return type().placeholder()
    }
    return read(member, name, type())
  }

  /// Reads a field that may be absent.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - type: its type.
  ///   - initial: what the API server fills in until somebody writes the field. It is there for those who read the object; here
  ///     the field stays absent.
  ///   - text: what it is.
  mutating func optional<Value>(
    _ name: String, _ type: @autoclosure () -> FieldType<Value>, initially initial: JSON? = nil,
    _ text: @autoclosure () -> String
  ) -> Value? {
    knownFields.append(name)
    if members == nil { describe(name, type(), text(), default: initial) }
    guard let member = member(name) else { return nil }
    return type().read(member, path.appending(name), &problems)
  }

  /// Reads a field that the API server fills in where it is absent.
  mutating func optional<Value>(
    _ name: String, _ type: @autoclosure () -> FieldType<Value>, default defaultValue: JSON,
    _ text: @autoclosure () -> String
  ) -> Value {
    knownFields.append(name)
    guard members != nil else {
      describe(name, type(), text(), default: defaultValue)
      return type().placeholder()
    }
    return read(member(name) ?? defaultValue, name, type())
  }

  /// States a condition between several fields: in CEL for the API server, and in Swift for everyone else.
  ///
  /// As on the server, it is only checked where the fields themselves are right.
  ///
  /// - Parameters:
  ///   - expression: the condition in CEL; only what Kubernetes 1.25 knows.
  ///   - message: what to do, without a final period.
  ///   - fields: what the message is about, for the problem's path and value: one field, or several fields of the
  ///     object; `metadata.name` is the field of a field.
  ///   - holds: the same condition in Swift.
  mutating func rule(
    _ expression: @autoclosure () -> String, _ message: @autoclosure () -> String, about fields: String...,
    holds: @autoclosure () -> Bool
  ) {
    guard let members else { return rules.append(Rule(expression: expression(), message: message())) }
    guard problems.count == brokenRules, !holds() else { return }
    brokenRules += 1
    problems.append(Self.problem(with: fields, of: .object(members), at: path, message()))
  }

  private static func problem(
    with fields: [String], of object: JSON, at path: FieldPath, _ message: String
  ) -> Problem {
    let values = fields.map { field in
      let keys = field.split(separator: ".").map(String.init)
      return (
        path: FieldPath(keys.map { .key($0) }), value: object.value(at: keys)
      )
    }
    let place = values.count == 1 ? path.appending(values[0].path) : path
    let present = values.compactMap { field in field.value.map { (field.path.description, $0) } }
    let shown = values.count == 1 ? present.first?.1 : .object(JSONObject(present))
    let kind: Problem.Kind = present.isEmpty ? .required : .invalid(value: shown ?? .null)
    return Problem(path: place, kind: kind, message: message)
  }

  /// Keeps fields that are not described, and returns the whole object.
  @discardableResult
  mutating func preserveUnknownFields() -> JSON {
    unknownFields = .preserved
    return .object(members ?? [:])
  }

  /// Passes over fields that are not described, as in what another version of this program wrote.
  mutating func ignoreUnknownFields() { unknownFields = .ignored }

  /// Whether the object has a field.
  func has(_ name: String) -> Bool { member(name) != nil }

  /// Adds a broken rule of the object, unless the fields are described instead of read.
  mutating func report(_ kind: Problem.Kind, _ message: String) {
    guard members != nil else { return }
    brokenRules += 1
    problems.append(Problem(path: path, kind: kind, message: message))
  }

  /// Adds a rule that the Swift code checks in a way of its own.
  mutating func describeRule(_ rule: @autoclosure () -> Rule) {
    if members == nil { rules.append(rule()) }
  }

  /// The API server drops `null` where a field may not be it, so that it counts as absent.
  private func member(_ name: String) -> JSON? {
    guard let member = members?[name], !member.isNull else { return nil }
    return member
  }

  private mutating func read<Value>(_ member: JSON, _ name: String, _ type: FieldType<Value>) -> Value {
    type.read(member, path.appending(name), &problems) ?? type.placeholder()
  }

  private mutating func describe<Value>(
    _ name: String, _ type: FieldType<Value>, _ text: String?, isRequired: Bool = false, default: JSON? = nil
  ) {
    var schema = type.schema()
    schema.description = text
    schema.defaultValue = `default`
    properties[name] = schema
    if isRequired { requiredFields.append(name) }
  }
}

// The two runs of a fragment.
extension FieldReader {
  /// The schema of a type: the run that describes.
  static func schema<Value: Fragment>(of type: Value.Type) -> Schema {
    var fields = FieldReader(members: nil, path: FieldPath())
    _ = Value(reading: &fields)
    let object = ObjectSchema(
      properties: fields.properties, required: fields.requiredFields,
      preservesUnknownFields: fields.unknownFields == .preserved)
    var schema = Schema(.object(object))
    schema.rules = fields.rules
    return schema
  }

  /// A value of a type that stands for no object.
  static func placeholder<Value: Fragment>(of type: Value.Type) -> Value {
    var fields = FieldReader(members: nil, path: FieldPath())
    return Value(reading: &fields)
  }

  /// A value of a type: the run that reads; `nil` after a problem.
  static func read<Value: Fragment>(
    _ type: Value.Type, from json: JSON, at path: FieldPath, _ problems: inout [Problem]
  ) -> Value? {
    guard let members = json.object else {
      problems.append(.wrongType(json, at: path, expected: "an object"))
      return nil
    }
    var fields = FieldReader(members: members, path: path)
    let value = Value(reading: &fields)
    fields.reportUnknownFields(of: members)
    problems += fields.problems
    return fields.problems.isEmpty ? value : nil
  }

  /// The value of a whole document.
  ///
  /// - Throws: every problem of the document.
  static func decode<Value: Fragment>(_ type: Value.Type, from json: JSON) throws(ProblemList) -> Value {
    var problems: [Problem] = []
    guard let value = read(type, from: json, at: FieldPath(), &problems) else { throw ProblemList(problems) }
    return value
  }

  private mutating func reportUnknownFields(of members: JSONObject) {
    guard unknownFields == .refused else { return }
    let unknownNames = members.keys.filter { !knownFields.contains($0) }
    guard !unknownNames.isEmpty else { return }
    let allowed = "known fields are " + Set(knownFields).sorted().joined(separator: ", ")
    for name in unknownNames.sorted() {
      problems.append(Problem(path: path.appending(name), kind: .unknown, message: allowed))
    }
  }
}
