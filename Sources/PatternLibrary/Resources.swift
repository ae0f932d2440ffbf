import JSONTree

// What the added containers may use, where a pattern does not say it.

extension JSON {
  /// For a proxy, which sees every request: room for bursts.
  static let proxyResources: JSON = [
    "requests": ["cpu": "20m", "memory": "32Mi"],
    "limits": ["cpu": "1", "memory": "128Mi"],
  ]

  /// For Envoy, which takes more memory than nginx before the first request.
  static let envoyResources: JSON = [
    "requests": ["cpu": "20m", "memory": "64Mi"],
    "limits": ["cpu": "1", "memory": "256Mi"],
  ]

  /// For a helper of the library's, which does little most of the time.
  static let helperResources: JSON = [
    "requests": ["cpu": "10m", "memory": "32Mi"],
    "limits": ["cpu": "200m", "memory": "128Mi"],
  ]

  /// For a small program in a Java virtual machine.
  static let javaResources: JSON = [
    "requests": ["cpu": "20m", "memory": "96Mi"],
    "limits": ["cpu": "500m", "memory": "256Mi"],
  ]

  /// For a program that moves large files, with room for its buffers.
  static let transferResources: JSON = [
    "requests": ["cpu": "50m", "memory": "64Mi"],
    "limits": ["cpu": "1", "memory": "512Mi"],
  ]

  /// For a container of the user's own, which nothing is known of.
  static let containerResources: JSON = [
    "requests": ["cpu": "20m", "memory": "64Mi"],
    "limits": ["cpu": "500m", "memory": "256Mi"],
  ]
}
