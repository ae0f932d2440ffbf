// Writing a schema as the API server reads it: a structural OpenAPI v3 schema with Kubernetes' extensions.

import JSONTree

extension Schema {
  /// The schema as it stands in a CustomResourceDefinition.
  var openAPI: JSON {
    var members = shape.openAPI
    members["description"] = description.map(JSON.string)
    members["default"] = defaultValue
    if !rules.isEmpty { members["x-kubernetes-validations"] = .array(rules.map(\.openAPI)) }
    return .object(members)
  }
}

extension Rule {
  var openAPI: JSON { ["rule": .string(expression), "message": .string(message)] }
}

extension Schema.Shape {
  fileprivate var openAPI: JSONObject {
    switch self {
    case .boolean:
      ["type": "boolean"]
    case .integer(let range):
      Self.limits(range).merging(["type": "integer", "format": Self.format(range)]) { $1 }
    case .string(let format):
      format.openAPI.merging(["type": "string"]) { $1 }
    case .choice(let choices):
      ["type": "string", "enum": .array(choices.map(JSON.string))]
    case .integerOrString(let range, let format):
      format.openAPI.merging(Self.limits(range)) { $1 }.merging([
        "x-kubernetes-int-or-string": true, "anyOf": [["type": "integer"], ["type": "string"]],
      ]) { $1 }
    case .object(let object):
      object.openAPI
    case .map(let values, let count):
      Self.counts(count, minimum: "minProperties", maximum: "maxProperties")
        .merging(["type": "object", "additionalProperties": values.openAPI]) { $1 }
    case .list(let elements, let count, let type):
      Self.counts(count, minimum: "minItems", maximum: "maxItems")
        .merging(["type": "array", "items": elements.openAPI]) { $1 }.merging(type.openAPI) { $1 }
    }
  }

  private static func limits(_ range: ClosedRange<Int>) -> JSONObject {
    var members: JSONObject = ["minimum": .integer(Int64(range.lowerBound))]
    if range.upperBound < Int.max { members["maximum"] = .integer(Int64(range.upperBound)) }
    return members
  }

  private static func format(_ range: ClosedRange<Int>) -> JSON {
    range.upperBound <= Int(Int32.max) ? "int32" : "int64"
  }

  private static func counts(_ count: ClosedRange<Int>, minimum: String, maximum: String) -> JSONObject {
    var members: JSONObject = [maximum: .integer(Int64(count.upperBound))]
    if count.lowerBound > 0 { members[minimum] = .integer(Int64(count.lowerBound)) }
    return members
  }
}

extension Schema.ListType {
  fileprivate var openAPI: JSONObject {
    switch self {
    case .atomic: ["x-kubernetes-list-type": "atomic"]
    case .set: ["x-kubernetes-list-type": "set"]
    case .map(let keys):
      ["x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": .array(keys.map { .string($0.name) })]
    }
  }
}

extension ObjectSchema {
  fileprivate var openAPI: JSONObject {
    var members: JSONObject = ["type": "object"]
    if !properties.isEmpty { members["properties"] = .object(JSONObject(properties.mapValues(\.openAPI))) }
    if !required.isEmpty { members["required"] = .array(required.sorted().map(JSON.string)) }
    if preservesUnknownFields { members["x-kubernetes-preserve-unknown-fields"] = true }
    return members
  }
}

extension StringFormat {
  fileprivate var openAPI: JSONObject {
    ["pattern": .string(pattern), "maxLength": .integer(Int64(maximumLength))]
  }
}
