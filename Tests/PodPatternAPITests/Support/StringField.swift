// Every text field of the complete manifests, found by means of the schema.

import JSONTree
import PodPatternAPI
import Testing

struct StringField: Sendable, CustomTestStringConvertible {
  /// The manifest that has the field.
  let base: JSON
  let path: String
  let pattern: String
  let maximumLength: Int

  var testDescription: String { path }

  /// Whether it goes to a program as it is.
  var takesAnyText: Bool { pattern == "^[^\\x00]*$" }

  /// Whether the empty text is as good as any.
  var isLabelValue: Bool { path.contains(".labels") || path.contains(".matchExpressions[0].values") }

  /// The manifest with this text in the field.
  func manifest(with text: String) throws -> JSON { try Sample.manifest(path, .string(text), of: base) }

  /// Whether the manifest with this text in the field has problems, all of them with the field.
  ///
  /// What names something is named elsewhere too, so that a problem may also be at another place.
  func refuses(_ text: String) throws -> Bool {
    let problems = Sample.problems(of: try manifest(with: text))
    return !problems.isEmpty && problems.allSatisfy { $0.hasPrefix(path) }
  }

  /// The text fields of the specification that have a schema.
  static func all() throws -> [StringField] {
    let spec = try #require(CRD.podPattern["properties", "spec"])
    let target = try Sample.manifest("spec", Sample.extending)
    let policy = try #require(CRD.clusterPodPattern["properties", "spec"])
    return fields(of: try Sample.manifest(), spec) + fields(of: target, spec)
      + fields(of: try Sample.parse(Sample.policy), policy)
  }

  private static func fields(of manifest: JSON, _ schema: JSON) -> [StringField] {
    fields(of: manifest["spec"] ?? [:], schema, at: "spec", in: manifest)
  }

  private static func fields(of value: JSON, _ schema: JSON, at path: String, in base: JSON) -> [StringField] {
    switch value {
    case .object(let members):
      return members.sorted { $0.key < $1.key }.flatMap { key, member in
        (schema["properties"]?[key]).map { fields(of: member, $0, at: "\(path).\(key)", in: base) } ?? []
      }
    case .array(let elements):
      guard let items = schema["items"] else { return [] }
      return elements.enumerated().flatMap { fields(of: $1, items, at: "\(path)[\($0)]", in: base) }
    case .string:
      let isText = schema["type"] == "string" || schema["x-kubernetes-int-or-string"] == true
      guard isText, let pattern = schema["pattern"]?.string, let length = schema["maxLength"]?.integer else {
        return []
      }
      return [StringField(base: base, path: path, pattern: pattern, maximumLength: Int(length))]
    default:
      return []
    }
  }
}

enum CRD {
  static let podPattern = schema(of: CustomResourceDefinition.podPattern)
  static let clusterPodPattern = schema(of: CustomResourceDefinition.clusterPodPattern)

  /// The schema of the one version.
  private static func schema(of definition: JSON) -> JSON {
    definition["spec", "versions"]?.array?.first?["schema", "openAPIV3Schema"] ?? .null
  }
}
