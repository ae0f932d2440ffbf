import JSONTree

// Environment variables (`EnvVar`) of the containers that the library writes.

extension JSON {
  /// A variable with a value.
  static func variable(_ name: String, _ value: String) -> JSON {
    ["name": .string(name), "value": .string(value)]
  }

  /// A variable with the value that a Secret has under a key.
  static func variable(_ name: String, key: String, ofSecret secret: String, isOptional: Bool = false) -> JSON {
    var reference: JSON = ["name": .string(secret), "key": .string(key)]
    if isOptional { reference["optional"] = true }
    return ["name": .string(name), "valueFrom": ["secretKeyRef": reference]]
  }
}
