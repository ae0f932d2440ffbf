import JSONTree
import PodPatternAPI

extension CertificateAuthority {
  /// The file in the volume.
  static let fileName = "ca.crt"

  /// A volume with the certificates as one file, whatever the key is called.
  func volume(named name: String) -> JSON { source.volume(named: name, key: key, file: Self.fileName) }
}

extension FileSource {
  /// A volume with the value of one key as a file of a name of our own.
  func volume(named name: String, key: String, file: String) -> JSON {
    let items: JSON = [["key": .string(key), "path": .string(file)]]
    return switch self {
    case .secret(let secret):
      ["name": .string(name), "secret": ["secretName": .string(secret), "items": items]]
    case .configMap(let configMap):
      ["name": .string(name), "configMap": ["name": .string(configMap), "items": items]]
    }
  }
}
