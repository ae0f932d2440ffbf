import ControllerRuntime
import ServiceLifecycle

/// A service that begins once all endpoints can be reached: one that cannot listen ends the program before anything is done.
struct StartedAfter<Wrapped: Service>: Service, CustomStringConvertible {
  private let wrapped: Wrapped
  private let endpoints: [HTTPEndpoint]

  init(_ wrapped: Wrapped, endpoints: [HTTPEndpoint]) {
    self.wrapped = wrapped
    self.endpoints = endpoints
  }

  func run() async throws {
    for endpoint in endpoints { try await endpoint.waitUntilListening() }
    try await wrapped.run()
  }

  var description: String { "\(wrapped)" }
}
