import JSONTree

// The mutations of the application's own container, which the policy's variables find.

extension PodAddition {
  private static let container = "variables.application"
  /// The lists whose elements are added, and what tells them apart; other fields are replaced.
  private static let listKeys: KeyValuePairs<String, String> = ["env": "name", "volumeMounts": "mountPath"]

  func applicationPatches(_ redirections: [ProbeRedirection]) -> [JSONPatchExpression] {
    let lists = Self.listKeys.map(\.key)
    let replaced = application.filter { !lists.contains($0.key) }.sorted { $0.key < $1.key }
    return Self.listKeys.flatMap(patches(addingTo:key:)) + replaced.flatMap(Self.patches(replacing:with:))
      + redirections.filter { application[$0.keys[0]] == nil }.map { $0.patch(of: Self.container) }
  }

  private func patches(addingTo list: String, key: String) -> [JSONPatchExpression] {
    let elements = applicationList(list)
    guard !elements.isEmpty else { return [] }
    return [Self.created(list, as: [])]
      + elements.map { element in
        let isThere =
          "\(Self.container).?\(list).orValue([]).exists(e, e.\(key) == \(CEL.value(element[key] ?? .null)))"
        return .add(element, at: .inApplication([list, "-"])).unless(isThere)
      }
  }

  /// Of an object, such as a probe, only the members that the policy speaks of.
  private static func patches(replacing field: String, with value: JSON) -> [JSONPatchExpression] {
    guard let members = value.object else { return [.add(value, at: .inApplication([field]))] }
    return [created(field, as: [:])] + replacedHandlers(of: field, by: members)
      + members.sorted { $0.key < $1.key }.map { key, member in .add(member, at: .inApplication([field, key])) }
  }

  /// What a probe does, in place of which it does something else: it can do one thing only.
  private static func replacedHandlers(of field: String, by members: JSONObject) -> [JSONPatchExpression] {
    let handlers = ["exec", "grpc", "httpGet", "tcpSocket"]
    guard members.keys.contains(where: handlers.contains) else { return [] }
    return handlers.filter { members[$0] == nil }.map { handler in
      .remove(.inApplication([field, handler]))
        .when("has(\(container).\(field)) && has(\(container).\(field).\(handler))")
    }
  }

  /// An empty field where there is none.
  private static func created(_ field: String, as value: JSON) -> JSONPatchExpression {
    .add(value, at: .inApplication([field])).unless("has(\(container).\(field))")
  }
}
