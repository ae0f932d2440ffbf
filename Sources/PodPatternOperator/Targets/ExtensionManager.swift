/// The names under which PodPatterns apply to objects that are not their own: each has one, so that each can be given
/// back alone.
enum ExtensionManager {
  private static let prefix = "\(fieldManager)/"

  /// The field manager of a PodPattern; its name has at most 63 characters, and a manager's at most 128.
  static func name(of podPattern: String) -> String { prefix + podPattern }
}
