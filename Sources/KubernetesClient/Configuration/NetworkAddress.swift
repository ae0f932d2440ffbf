#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An IP address, as the bytes that it has on the network.
struct NetworkAddress: Sendable, Hashable {
  private let bytes: [UInt8]

  /// Reads an IPv4 or IPv6 address; `nil` where the text is none.
  init?(_ text: String) {
    let families = [(AF_INET, 4), (AF_INET6, 16)]
    for (family, length) in families {
      var bytes = [UInt8](repeating: 0, count: length)
      if inet_pton(family, text, &bytes) == 1 {
        self.bytes = bytes
        return
      }
    }
    return nil
  }

  /// Whether it is this machine's own: 127.0.0.0/8 or ::1.
  var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
  }
}

extension NetworkAddress {
  /// A network in the notation `10.0.0.0/8`.
  struct Range: Sendable {
    private let first: NetworkAddress
    private let prefix: Int

    /// Reads a network; `nil` where the text is none.
    init?(_ text: String) {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let first = NetworkAddress(String(parts[0])), let prefix = Int(parts[1]),
        0...first.bytes.count * 8 ~= prefix
      else { return nil }
      self.first = first
      self.prefix = prefix
    }

    /// Whether the address is in it.
    func contains(_ address: NetworkAddress) -> Bool {
      guard address.bytes.count == first.bytes.count else { return false }
      return (0..<prefix).allSatisfy { bit in
        (address.bytes[bit / 8] ^ first.bytes[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
      }
    }
  }
}
