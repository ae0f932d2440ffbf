import KubernetesClient
import NIOSSL

/// The certificate with which the proxy presents itself, and its key: made for these tests, and trusted by nothing else.
enum ProxyCertificate {
  static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBkzCCATqgAwIBAgIUI82nKam25cqqVqDHz9vyL0UhfDMwCgYIKoZIzj0EAwIw
    FjEUMBIGA1UEAwwLZmF1bHQtcHJveHkwIBcNMjYxMTIxMDgxNTA2WhgPMjEyNjEw
    MjgwODE1MDZaMBYxFDASBgNVBAMMC2ZhdWx0LXByb3h5MFkwEwYHKoZIzj0CAQYI
    KoZIzj0DAQcDQgAE6ZyCm8yPw+7B58xJuHUkG8smMFH+RlcRyVZWXNQKHg6ro9vB
    YL4WJlnbQmS2eUae7NcbuhDm0XffyWSUqvWDLKNkMGIwHQYDVR0OBBYEFJesCVc9
    tYHFqehxLZRaYlD/zImjMB8GA1UdIwQYMBaAFJesCVc9tYHFqehxLZRaYlD/zImj
    MA8GA1UdEwEB/wQFMAMBAf8wDwYDVR0RBAgwBocEfwAAATAKBggqhkjOPQQDAgNH
    ADBEAiA58kqF+cWvy4knT8t82TRWKteqoqaBQL7Xg/imTIPraAIgUgzPrGzYI64F
    CzwrWcnjeRXw8KxBH8aG2/pU7asTHqE=
    -----END CERTIFICATE-----
    """

  static let privateKey = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmUsgoi+yBXYfUEwB
    +jZ9raAUICPopSNm0DSqK899QY6hRANCAATpnIKbzI/D7sHnzEm4dSQbyyYwUf5G
    VxHJVlZc1AoeDquj28FgvhYmWdtCZLZ5Rp7s1xu6EObRd9/JZJSq9YMs
    -----END PRIVATE KEY-----
    """

  static func serverConfiguration() throws -> TLSConfiguration {
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
    return TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(privateKey.utf8), format: .pem)))
  }
}
