// An object that exists on the server and that this program cannot read.
import KubernetesClient

/// An object which could not be decoded: it is reported, and neither dropped nor allowed to stop the others.
public struct UndecodableObject: Error, Sendable, CustomStringConvertible {
  /// The namespace and the name.
  public let key: ObjectKey
  /// The version that cannot be decoded.
  public let resourceVersion: String
  /// What decoding it threw.
  public let reason: any Error

  /// Says which version of which object cannot be decoded, and why.
  public init(key: ObjectKey, resourceVersion: String, reason: any Error) {
    self.key = key
    self.resourceVersion = resourceVersion
    self.reason = reason
  }

  /// Names the object and says why.
  public var description: String { "\(key) cannot be decoded: \(reason)" }
}
