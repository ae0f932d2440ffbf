import PodPatternAPI

/// A complete nginx configuration: nothing of the image's own is read.
///
/// Only these values come from outside: two numbers, a name that ``isServerName(_:)`` has accepted, a header that
/// ``isHeaderName(_:)`` has, and paths of probes without any character that means something to nginx's parser.
struct NginxConfiguration: Sendable {
  static let directory = "/etc/podpattern"
  static let fileName = "nginx.conf"

  let listenPort: Int
  let applicationPort: Int
  let `protocol`: TLSTermination.ApplicationProtocol
  let serverName: String
  /// The header for the subject of client certificates; `nil` where clients need none.
  let clientSubjectHeader: String?
  /// Paths that everybody may GET without a client certificate.
  let openPaths: [String]

  /// The text of the file. `worker_processes auto` would count the node's processors, not the container's.
  var text: String {
    """
    daemon off;
    worker_processes 2;
    error_log stderr notice;
    pid /tmp/nginx.pid;

    events {
      worker_connections 4096;
    }

    \(`protocol` == .tcp ? stream : http)

    """
  }

  /// nginx makes these directories as it starts, used or not.
  static let temporaryPaths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map { "  \($0)_temp_path /tmp/\($0);" }.joined(separator: "\n")

  /// What HTTP and TCP have in common.
  ///
  /// - A certificate whose path has a variable in it is read at each handshake, so that a renewed Secret is served
  ///   without a restart.
  /// - Sessions are resumed for ten minutes at most; where clients show certificates never, since a resumed session
  ///   is not verified again.
  private var tlsDirectives: [String] {
    var directives = [
      "ssl_certificate /tmp/$turn/tls.crt;",
      "ssl_certificate_key /tmp/$turn/tls.key;",
      "ssl_protocols TLSv1.2 TLSv1.3;",
      "ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;",
      "ssl_session_tickets off;",
    ]
    if clientSubjectHeader == nil {
      directives += ["ssl_session_cache shared:sessions:5m;", "ssl_session_timeout 10m;"]
    } else {
      directives += [
        "ssl_session_cache off;",
        "ssl_client_certificate \(NginxRenewal.clientCACopy)/\(CertificateAuthority.fileName);",
        "ssl_verify_client \(openPaths.isEmpty ? "on" : "optional");",
        "ssl_verify_depth 5;",
      ]
    }
    return directives
  }
}

// TCP: bytes, whatever they mean.
extension NginxConfiguration {
  /// Connections may be idle for a week; those whose client or application has gone are found by TCP's keepalive.
  private var stream: String {
    """
    stream {
      log_format connections '$remote_addr [$time_local] $status $bytes_received $bytes_sent $session_time';
      access_log /dev/stdout connections;

    \(NginxRenewal.turnMap)

      server {
        listen \(listenPort) ssl so_keepalive=on;

    \(tlsDirectives.indented(by: 4))

        proxy_pass 127.0.0.1:\(applicationPort);
        proxy_socket_keepalive on;
        proxy_timeout 7d;
      }
    }
    """
  }
}

// HTTP and gRPC: requests.
extension NginxConfiguration {
  /// - `listen … http2` is deprecated since nginx 1.25, but it is the only form that 1.22 and 1.29 both understand.
  /// - It listens on IPv4 alone: on a node without IPv6, `listen [::]:…` would keep nginx from starting.
  /// - Nothing is buffered and nothing times out early: a stream, a long poll or an upload passes as it would without
  ///   the proxy.
  /// - Headers with an underscore, which some applications take for those with a hyphen, are dropped by default.
  private var http: String {
    """
    http {
      access_log /dev/stdout combined;
      server_tokens off;
    \(Self.temporaryPaths)

    \(NginxRenewal.turnMap)
      map $http_upgrade $connection_header {
        default upgrade;
        "" "";
      }

      upstream application {
        server 127.0.0.1:\(applicationPort);
        keepalive 32;
      }

      server {
        listen \(listenPort) ssl http2;
        server_name "\(serverName)";

    \(tlsDirectives.indented(by: 4))

        client_max_body_size 0;
        client_body_timeout 1h;
        send_timeout 1h;

    \(passingDirectives.indented(by: 4))

    \(locations.indented(by: 4))
      }
    }
    """
  }

  /// How requests are passed on; each location inherits it.
  private var passingDirectives: [String] {
    var headers = [
      ("Host", "$http_host"), ("X-Real-IP", "$remote_addr"), ("X-Forwarded-For", "$proxy_add_x_forwarded_for"),
      ("X-Forwarded-Host", "$http_host"), ("X-Forwarded-Port", "$server_port"), ("X-Forwarded-Proto", "$scheme"),
    ]
    // Without a certificate the value is empty, and then nginx passes no such header on, whoever sent it.
    if let clientSubjectHeader { headers.append((clientSubjectHeader, "$ssl_client_s_dn")) }
    guard `protocol` == .http else {
      return headers.map { "grpc_set_header \($0) \($1);" } + ["grpc_read_timeout 1h;", "grpc_send_timeout 1h;"]
    }
    headers += [("Upgrade", "$http_upgrade"), ("Connection", "$connection_header")]
    return ["proxy_http_version 1.1;"] + headers.map { "proxy_set_header \($0) \($1);" } + [
      "proxy_buffer_size 16k;", "proxy_buffers 4 16k;", "proxy_buffering off;", "proxy_request_buffering off;",
      "proxy_read_timeout 1h;", "proxy_send_timeout 1h;",
    ]
  }

  private var locations: [String] {
    let pass = `protocol` == .http ? "proxy_pass http://application;" : "grpc_pass grpc://application;"
    guard clientSubjectHeader != nil, !openPaths.isEmpty else { return ["location / {", "  \(pass)", "}"] }
    // 496 is nginx's own answer to a request without a certificate: 400 with a text that says so.
    return openPaths.flatMap { openLocation($0, pass) }
      + ["location / {", "  if ($ssl_client_verify != SUCCESS) {", "    return 496;", "  }", "  \(pass)", "}"]
  }

  /// What a probe asks for. Other ways to write the path, such as `/secret/..%2fhealthz`, lead here as well: so the
  /// application is asked for this path, and not for what was written, which it may read in another way.
  private func openLocation(_ path: String, _ pass: String) -> [String] {
    [
      "location = \"\(path)\" {", "  limit_except GET {", "    deny all;", "  }", "  rewrite ^ \"\(path)\" break;",
      "  \(pass)", "}",
    ]
  }
}

// What may stand in the configuration.
extension NginxConfiguration {
  /// Whether a text is a DNS name, with `*` at most as its first label: no such text means anything to nginx's parser.
  static func isServerName(_ text: String) -> Bool {
    let name = text.hasPrefix("*.") ? text.dropFirst(2) : text[...]
    return name.utf8.count <= NameLimit.subdomain
      && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabel($0) }
  }

  /// Whether a text is the name of a header of letters, digits and hyphens.
  static func isHeaderName(_ text: String) -> Bool {
    text.utf8.count <= 128 && text.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { isLabel($0) }
  }

  private static func isLabel(_ label: Substring) -> Bool {
    guard let first = label.utf8.first, let last = label.utf8.last, label.utf8.count <= NameLimit.label else {
      return false
    }
    return first.isASCIILetterOrDigit && last.isASCIILetterOrDigit
      && label.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") }
  }
}

extension [String] {
  fileprivate func indented(by width: Int) -> String {
    let indentation = String(repeating: " ", count: width)
    return map { indentation + $0 }.joined(separator: "\n")
  }
}
