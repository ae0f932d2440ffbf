// The real nginx: as the ambassador that the library configures, and as a stand-in for an application.

import JSONTree
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

enum Nginx {
  /// `PODPATTERN_TEST_NGINX`, or the `nginx` of this machine.
  static let path = Programs.find("nginx", variable: "PODPATTERN_TEST_NGINX")

  /// What a test says that is skipped where it is missing.
  static let requirement: Comment = "needs nginx: hack/test provides it"

  /// What Debian's nginx has to be told to run as root and to have `stream`, which the official image has built in.
  static let directives: String = {
    let modules = Programs.environment("PODPATTERN_TEST_NGINX_MODULES") ?? "/usr/lib/nginx/modules"
    let stream = "\(modules)/ngx_stream_module.so"
    return (getuid() == 0 ? "user root root;" : "") + (access(stream, R_OK) == 0 ? "load_module \(stream);" : "")
  }()

  /// Runs nginx with a configuration while `body` does.
  static func during<Result: Sendable>(
    configuration: String, in directory: TemporaryDirectory, port: Int, name: String,
    _ body: () async throws -> Result
  ) async throws -> Result {
    let file = "\(directory.path)/\(name).conf"
    try TemporaryDirectory.write(configuration, to: file)
    let arguments = [
      "-e", "\(directory.path)/\(name)-error.log", "-c", file, "-g",
      "daemon off;\(getuid() == 0 ? " user root root;" : "")",
    ]
    return try await Programs.during(path ?? "", arguments) {
      do {
        try await Loopback.waitForListener(on: port)
      } catch {
        let log = TemporaryDirectory.read("\(directory.path)/\(name)-error.log")
        throw TestSupportError(description: "\(error): \(log)")
      }
      return try await body()
    }
  }

  /// Runs an application that answers with what it was asked, and logs it to `application.log`; at `/upload` it first
  /// reads the whole body.
  static func duringApplication<Result: Sendable>(
    on port: Int, in directory: TemporaryDirectory, locations: String = "", _ body: () async throws -> Result
  ) async throws -> Result {
    let configuration = """
      pid \(directory.path)/application.pid;
      events {}
      http {
        access_log \(directory.path)/application.log;
        client_body_temp_path \(directory.path)/a1;
        proxy_temp_path \(directory.path)/a2;
        fastcgi_temp_path \(directory.path)/a3;
        uwsgi_temp_path \(directory.path)/a4;
        scgi_temp_path \(directory.path)/a5;
        server {
          listen 127.0.0.1:\(port);
          client_max_body_size 0;
          \(locations)
          location /upload {
            proxy_pass http://127.0.0.1:\(port)/;
          }
          location / {
            return 200 "host=$http_host proto=$http_x_forwarded_proto for=$http_x_forwarded_for \
      upgrade=$http_upgrade connection=$http_connection subject=$http_x_ssl_client_subject\\n";
          }
        }
      }
      """
    return try await during(configuration: configuration, in: directory, port: port, name: "application", body)
  }
}
