// What a header's value may hold.

import JSONTree
import NIOHTTP1

extension HTTPHeaders {
  /// Looks for a value that cannot be sent: a token or a user's name may come from anywhere, and the HTTP stack, which
  /// would refuse such a value too, repeats it in its error.
  ///
  /// - Throws: ``KubernetesError/invalidRequest(_:)`` with the header's name and without its value.
  func checkValues() throws(KubernetesError) {
    guard let (name, _) = first(where: { !$0.value.utf8.allSatisfy(Self.isAllowedInValue) }) else { return }
    throw .invalidRequest(
      Problem(
        path: FieldPath(name), kind: .invalid(value: .string(Secret("").description)),
        message: "a header must not contain control characters"))
  }

  private static func isAllowedInValue(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\t")
  }
}
