// The order of resource versions.

/// A `resourceVersion`: opaque to clients by the API's conventions, yet a decimal number that grows on every real server
/// (and declared comparable as such by KEP-5504).
struct ResourceVersion: Sendable, Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  /// Whether this version is certainly older; `false` where either is not a decimal number.
  func isOlder(than other: ResourceVersion) -> Bool {
    guard isNumber, other.isNumber else { return false }
    // Compared as text: etcd's revisions may grow beyond any fixed width.
    return (text.utf8.count, text) < (other.text.utf8.count, other.text)
  }

  /// The newer of two versions; the other one, which came later, where they cannot be compared.
  func newer(_ other: ResourceVersion) -> ResourceVersion {
    other.isOlder(than: self) ? self : other
  }

  private var isNumber: Bool {
    !text.isEmpty && text.utf8.first != UInt8(ascii: "0")
      && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
