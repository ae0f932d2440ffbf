// The rules that Kubernetes has for names (`k8s.io/apimachinery/pkg/util/validation`).

extension String {
  /// RFC 1123 label: the name of a container, a volume, a pattern.
  var isDNSLabel: Bool {
    guard let first = utf8.first, let last = utf8.last, utf8.count <= NameLimit.label else { return false }
    return first.isLowercaseOrDigit && last.isLowercaseOrDigit
      && utf8.allSatisfy { $0.isLowercaseOrDigit || $0 == UInt8(ascii: "-") }
  }

  /// RFC 1123 subdomain: the name of a ConfigMap, a Secret.
  var isDNSSubdomain: Bool {
    utf8.count <= NameLimit.subdomain
      && split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        guard let first = part.utf8.first, let last = part.utf8.last else { return false }
        return first.isLowercaseOrDigit && last.isLowercaseOrDigit
          && part.utf8.allSatisfy { $0.isLowercaseOrDigit || $0 == UInt8(ascii: "-") }
      }
  }

  /// `IANA_SVC_NAME` of RFC 6335: the name of a container's port.
  var isPortName: Bool {
    isDNSLabel && utf8.count <= NameLimit.port && !contains("--")
      && utf8.contains { !$0.isASCIIDigit && $0 != UInt8(ascii: "-") }
  }
}

/// How long names may be, in bytes.
enum NameLimit {
  static let label = 63
  static let subdomain = 253
  static let port = 15
}

extension UInt8 {
  var isASCIIDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

  var isLowercaseOrDigit: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self || isASCIIDigit }

  var isASCIILetterOrDigit: Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self || isLowercaseOrDigit }
}
