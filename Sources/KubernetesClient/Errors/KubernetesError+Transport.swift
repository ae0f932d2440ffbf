// The errors of the HTTP stack in our own terms, and without anything that was in a request's headers.

import AsyncHTTPClient
import NIOCore
import NIOHTTP2
import NIOPosix
import NIOSSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension KubernetesError {
  /// The error that a request ended with.
  init(_ error: any Error) {
    switch error {
    case let error as KubernetesError: self = error
    case is CancellationError, HTTPClientError.cancelled as HTTPClientError: self = .cancelled
    case let error as HTTPClientError: self = .transport(TransportError(error))
    case let error as NIOConnectionError: self = .transport(TransportError(error))
    case let error as IOError: self = .transport(TransportError(error))
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
      self = .transport(TransportError(.tls, excerpt(of: String(describing: error))))
    case let error as ChannelError where error.isConnectTimeout:
      self = .transport(TransportError(.connect, "no answer in time"))
    // Its description can hold header values, such as a token.
    case let error as any NIOHTTP2Error:
      self = .transport(TransportError(.closed, "the connection failed: \(type(of: error))"))
    default:
      self = .transport(TransportError(.closed, "the connection failed: \(excerpt(of: String(describing: error)))"))
    }
  }
}

extension KubernetesError {
  fileprivate var transportMessage: String? {
    if case .transport(let error) = self { error.message } else { nil }
  }

  /// The error with the server's address, and the proxy before it, where it is about the connection to it.
  func naming(_ server: ServerAddress, _ proxy: ProxyAddress?) -> KubernetesError {
    guard case .transport(let error) = self, error.kind == .connect || error.kind == .tls else { return self }
    let way = proxy.map { "\(server.authority) through the proxy \($0)" } ?? server.authority
    return .transport(TransportError(error.kind, "\(way): \(error.message)"))
  }
}

extension TransportError {
  /// The full description of an ``HTTPClientError`` can hold header values, such as a token.
  fileprivate init(_ error: HTTPClientError) {
    let text = error.shortDescription
    switch error {
    case .connectTimeout, .getConnectionFromPoolTimeout, .emptyHost, .invalidURL: self.init(.connect, text)
    case .proxyAuthenticationRequired, .invalidProxyResponse, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
      self.init(.connect, text)
    case .tlsHandshakeTimeout: self.init(.tls, text)
    case .readTimeout, .writeTimeout, .deadlineExceeded: self.init(.timeout, "the request failed: \(text)")
    default: self.init(.closed, "the request failed: \(text)")
    }
  }

  fileprivate init(_ error: NIOConnectionError) {
    if error.connectionErrors.isEmpty, error.dnsAError != nil || error.dnsAAAAError != nil {
      self.init(.connect, "the host name is unknown")
      return
    }
    let causes = error.connectionErrors.map { cause in
      KubernetesError(cause.error).transportMessage ?? excerpt(of: String(describing: cause.error))
    }
    self.init(.connect, causes.joined(separator: "; "))
  }
}

extension TransportError {
  fileprivate init(_ error: IOError) {
    switch error.errnoCode {
    case ECONNREFUSED: self.init(.connect, "connection refused")
    case EHOSTUNREACH, ENETUNREACH: self.init(.connect, "no route to the host")
    case ECONNRESET, EPIPE: self.init(.closed, "the server closed the connection")
    case ETIMEDOUT: self.init(.closed, "the connection went dead")
    default: self.init(.closed, "the connection failed: \(excerpt(of: String(describing: error)))")
    }
  }
}

extension ChannelError {
  fileprivate var isConnectTimeout: Bool {
    if case .connectTimeout = self { true } else { false }
  }
}
