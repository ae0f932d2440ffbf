import JSONTree
import PodPatternAPI

// Ambassador: an nginx in front of the application that ends TLS, so that no unencrypted byte leaves the pod.
//
//   client ── https ──▶ nginx :listenPort ── http ──▶ application 127.0.0.1:applicationPort
//
// The certificate comes from a Secret of type kubernetes.io/tls (from cert-manager, for example).

extension TLSTermination {
  func podExtension(in context: PatternContext) -> PodExtension {
    let name = context.pattern
    var result = PodExtension()
    result.containers = [Sourced(container(in: context), context.generatedContainer)]
    result.volumes = volumes(in: context).map { Sourced($0, context.generated) }
    result.ports = [
      PortClaim(port: listenPort, protocol: "TCP", container: name, source: context.containerSource("listenPort")),
      PortClaim(
        port: applicationPort, protocol: "TCP", container: context.application.name ?? "",
        source: Source(
          holder: "the application \"\(context.application.name ?? "")\" behind pattern \"\(name)\"",
          path: context.path.appending("applicationPort"))),
    ]
    result.tlsFront = TLSFront(
      listenPort: listenPort, applicationPort: applicationPort, pattern: name,
      listenPath: context.path.appending("listenPort"), applicationPath: context.path.appending("applicationPort"))
    result.configFiles = [NginxConfiguration.fileName: nginxConfiguration(in: context).text]
    result.problems = problems(in: context)
    return result
  }

  private func container(in context: PatternContext) -> JSON {
    let probe = Probe.tcpSocket(port: listenPort)
    var container: JSON = [
      "name": .string(context.pattern),
      "image": .string(image ?? context.options.images[.nginx]),
      "command": [
        "nginx", "-e", "stderr", "-c", .string("\(NginxConfiguration.directory)/\(NginxConfiguration.fileName)"),
        "-g", "daemon off;",
      ],
      "ports": [
        [
          "name": .string(context.portName("https", or: "https", port: listenPort)),
          "containerPort": .integer(Int64(listenPort)), "protocol": "TCP",
        ]
      ],
      "readinessProbe": probe.every(seconds: 5),
      "resources": resources ?? .proxyResources,
      "securityContext": Security.restricted(),
      "volumeMounts": [
        [
          "name": .string("\(context.pattern)-config"), "mountPath": .string(NginxConfiguration.directory),
          "readOnly": true,
        ],
        [
          "name": .string("\(context.pattern)-certificate"),
          "mountPath": .string(NginxConfiguration.certificateDirectory),
          "readOnly": true,
        ],
        ["name": .string("\(context.pattern)-tmp"), "mountPath": "/tmp"],
      ],
    ]
    if context.options.capabilities.nativeSidecars {
      // The application starts once nginx listens, so that no request can come to an open port without it.
      container["startupProbe"] = probe.untilStarted
    }
    return container
  }

  private func volumes(in context: PatternContext) -> [JSON] {
    [
      ["name": .string("\(context.pattern)-config"), "configMap": ["name": .string(context.configMapName)]],
      // As a directory, never by subPath: only then does the kubelet bring a renewed certificate into the container.
      ["name": .string("\(context.pattern)-certificate"), "secret": ["secretName": .string(certificateSecret)]],
      ["name": .string("\(context.pattern)-tmp"), "emptyDir": ["sizeLimit": "16Mi"]],
    ]
  }

  private func nginxConfiguration(in context: PatternContext) -> NginxConfiguration {
    NginxConfiguration(
      listenPort: listenPort, applicationPort: applicationPort, serverName: serverName ?? context.podPattern)
  }

  /// What decoding refuses as well; here because nothing may reach nginx's configuration on the word of another layer.
  private func problems(in context: PatternContext) -> [Problem] {
    guard let serverName, !NginxConfiguration.isServerName(serverName) else { return [] }
    return [
      Problem(
        path: context.path.appending("serverName"), kind: .invalid(value: .string(serverName)),
        message: "must be a DNS name, optionally beginning with *.")
    ]
  }
}

/// A complete nginx configuration: nothing of the image's own is read.
///
/// Only three values come from outside: two numbers, and a name that ``isServerName(_:)`` has accepted.
struct NginxConfiguration: Sendable {
  static let directory = "/etc/podpattern"
  static let certificateDirectory = "/etc/podpattern-certificate"
  static let fileName = "nginx.conf"

  let listenPort: Int
  let applicationPort: Int
  let serverName: String

  /// Whether a text is a DNS name, with `*` at most as its first label: no such text means anything to nginx's parser.
  static func isServerName(_ text: String) -> Bool {
    let name = text.hasPrefix("*.") ? text.dropFirst(2) : text[...]
    return name.utf8.count <= NameLimit.subdomain
      && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
        guard let first = label.utf8.first, let last = label.utf8.last, label.utf8.count <= NameLimit.label else {
          return false
        }
        return first.isASCIILetterOrDigit && last.isASCIILetterOrDigit
          && label.utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") }
      }
  }

  /// The text of the file.
  ///
  /// - `listen … http2` is deprecated since nginx 1.25, but it is the only form that 1.22 and 1.29 both understand.
  /// - It listens on IPv4 alone: on a node without IPv6, `listen [::]:…` would keep nginx from starting.
  /// - A certificate whose path is a variable is read at each handshake, so that a renewed Secret is served without a
  ///   restart; sessions are resumed for ten minutes at most.
  /// - Nothing is buffered and nothing times out early: a stream, a long poll or an upload passes as it would without
  ///   the proxy.
  /// - `worker_processes auto` would count the node's processors, not the container's.
  var text: String {
    """
    worker_processes 2;
    error_log stderr notice;
    pid /tmp/nginx.pid;

    events {
      worker_connections 4096;
    }

    http {
      access_log /dev/stdout combined;
      server_tokens off;
      client_body_temp_path /tmp/client_body;
      proxy_temp_path /tmp/proxy;
      fastcgi_temp_path /tmp/fastcgi;
      uwsgi_temp_path /tmp/uwsgi;
      scgi_temp_path /tmp/scgi;

      map $ssl_server_name $certificate {
        default \(Self.certificateDirectory)/tls.crt;
      }
      map $ssl_server_name $certificate_key {
        default \(Self.certificateDirectory)/tls.key;
      }
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

        ssl_certificate $certificate;
        ssl_certificate_key $certificate_key;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;
        ssl_session_cache shared:sessions:5m;
        ssl_session_timeout 10m;
        ssl_session_tickets off;

        client_max_body_size 0;

        location / {
          proxy_pass http://application;
          proxy_http_version 1.1;
          proxy_set_header Host $http_host;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection $connection_header;
          proxy_set_header X-Real-IP $remote_addr;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_set_header X-Forwarded-Host $http_host;
          proxy_set_header X-Forwarded-Port $server_port;
          proxy_set_header X-Forwarded-Proto $scheme;
          proxy_buffer_size 16k;
          proxy_buffers 4 16k;
          proxy_buffering off;
          proxy_request_buffering off;
          proxy_read_timeout 1h;
          proxy_send_timeout 1h;
        }
      }
    }

    """
  }
}
