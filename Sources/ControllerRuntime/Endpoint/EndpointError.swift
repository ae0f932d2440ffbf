// Why an endpoint cannot serve.

/// What is wrong with an endpoint's address or certificate.
public struct EndpointError: Error, Sendable, CustomStringConvertible {
  /// The setting, its value and what is wrong with it, in one line.
  public let description: String

  init(_ description: String) { self.description = description }
}
