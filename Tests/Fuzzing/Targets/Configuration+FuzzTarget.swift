import JSONTree

@testable import KubernetesClient

extension FuzzTarget {
  static let kubeconfig = FuzzTarget("kubeconfig", corpus: Corpus.kubeconfigs) { bytes, _ in
    let environment = ConfigurationEnvironment(
      variables: [:],
      readFile: { path throws(FileError) in
        guard path == "/config" else { throw FileError(description: "no such file", isMissing: true) }
        return bytes
      })
    do {
      _ = try ClientConfiguration.load(kubeconfig: "/config", context: nil, environment: environment)
    } catch {
      if isSecretWhereItBelongs(bytes), "\(error)".contains(secret) { return "the message repeats a secret: \(error)" }
    }
    return nil
  }

  private static let secret = "hush-hush"

  /// Whether the token of the corpus is still a user's token, and nothing else: a name may be repeated.
  private static func isSecretWhereItBelongs(_ bytes: [UInt8]) -> Bool {
    guard var document = try? YAML.parse(bytes).first, let users = document["users"]?.array else { return false }
    document["users"] = nil
    return !document.serializedString().contains(secret)
      && users.allSatisfy { $0["user", "token"]?.string?.contains(secret) == true && $0["name"] == "u" }
  }

  static let plugin = FuzzTarget("credential plugin", corpus: Corpus.plugins) { bytes, _ in
    _ = try? PluginCredential(output: bytes, apiVersion: .v1)
    return nil
  }

  static let pem = FuzzTarget("PEM", corpus: Corpus.pem) { bytes, _ in
    _ = try? TLSMaterial.certificates(pem: bytes)
    _ = try? TLSMaterial.privateKey(pem: Secret(String(decoding: bytes, as: UTF8.self)))
    return nil
  }

  static let serverAddress = FuzzTarget("server address", corpus: Corpus.addresses) { bytes, _ in
    guard let address = try? ServerAddress(String(decoding: bytes, as: UTF8.self)) else { return nil }
    return (try? ServerAddress(address.description)) == address ? nil : "written and read again, it is another address"
  }
}
