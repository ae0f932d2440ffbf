/// The repository whose tests these are.
public enum Repository {
  private static let root = "\(#filePath)".split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

  /// Where a file or a directory of it is, such as `deploy/examples`.
  public static func path(_ name: String) -> String { "\(root)/\(name)" }
}
