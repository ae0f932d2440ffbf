/// A short text that differs when a tree differs: FNV-1a over the tree's JSON text, 64 bits, as 16 hexadecimal digits.
///
/// Kubernetes names a Deployment's revisions by the same family of hash. It tells change from no change and is no
/// protection against somebody who looks for two trees with one fingerprint: never put a secret's content through it.
public struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
  private let value: UInt64

  /// The fingerprint of a tree; trees of equal JSON text have equal fingerprints, on every machine.
  public init(of tree: JSON) {
    var writer = JSONWriter(output: Hash())
    writer.write(tree)
    value = writer.output.value
  }

  /// The 16 digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// FNV-1a of the bytes so far.
  private struct Hash: JSONOutput {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func append(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }

    mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) {
      for byte in bytes { append(byte) }
    }
  }
}
