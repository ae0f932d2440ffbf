import JSONTree

extension Target {
  /// What keeps a pod template of somebody else's from being extended; the rest is the API server's to check.
  ///
  /// - Parameter path: where the template is.
  public static func problems(ofTemplate template: JSON, at path: FieldPath) -> [Problem] {
    var problems: [Problem] = []
    _ = FieldReader.read(PodTemplateFields.self, from: template, at: path, &problems)
    return problems
  }
}
