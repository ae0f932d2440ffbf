import JSONTree

/// A container that has the application read its configuration again when a mounted ConfigMap or Secret changes.
public struct ConfigReload: Sendable, Hashable {
  /// How the application is told.
  public enum Action: Sendable, Hashable {
    /// By a signal to its process.
    case signal(ReloadSignal)
    /// By an HTTP request.
    case http(ReloadRequest)
  }

  /// The volumes of the pod to watch; 1 to 16, all different.
  public let volumes: [String]
  /// How to tell the application.
  public let action: Action
  /// The container's image; `nil` for the library's.
  public let image: String?
  /// The container's resources (`ResourceRequirements`); `nil` for the library's.
  public let resources: JSON?
}

extension ConfigReload: Fragment {
  init(reading fields: inout FieldReader) {
    volumes = fields.required(
      "volumes", .list(of: .string(.label), count: 1...16, .set),
      """
      The volumes of the pod to watch, by name: those of ConfigMaps, Secrets, the downward API, or projected ones; 1 \
      to 16.
      """)
    action = fields.exactlyOne(
      .member(
        "signal", .object,
        """
        Sends a signal to the application's process. The containers of the pod then share one process namespace, and \
        the application needs a runAsUser.
        """,
        Action.signal),
      .member("http", .object, "Sends an HTTP request to the application, on localhost.", Action.http))
    image = fields.optional(
      "image", .string(.image), "Another image for the container; it has to have a shell, readlink and wget.")
    resources = fields.optional("resources", .embedded, "Other resources for the container (ResourceRequirements).")
  }
}

/// The signal by which an application reads its configuration again.
public struct ReloadSignal: Sendable, Hashable {
  /// The signals that programs use for it.
  public enum Name: String, Sendable, Hashable, CaseIterable {
    /// SIGHUP, as nearly all programs.
    case hup = "HUP"
    /// SIGUSR1.
    case usr1 = "USR1"
    /// SIGUSR2.
    case usr2 = "USR2"
    /// SIGINT.
    case int = "INT"
    /// SIGQUIT.
    case quit = "QUIT"
  }

  /// The name of the process, as in `/proc/PID/comm`; at most 15 characters.
  public let process: String
  /// The signal; `nil` for ``Name/hup``.
  public let name: Name?
}

extension ReloadSignal: Fragment {
  init(reading fields: inout FieldReader) {
    process = fields.required(
      "process", .string(.processName),
      "The name of the application's process, such as nginx: what ps -o comm shows, at most 15 characters.")
    name = fields.optional(
      "name", .choice(placeholder: Name.hup), "The signal: HUP, USR1, USR2, INT or QUIT. The default is HUP.")
  }
}

/// The request by which an application reads its configuration again.
public struct ReloadRequest: Sendable, Hashable {
  /// The methods that it can have.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// GET.
    case get = "GET"
    /// POST, with an empty body.
    case post = "POST"
  }

  /// The port of localhost that the application listens on, 1 to 65535.
  public let port: Int
  /// The path; `nil` for `/-/reload`.
  public let path: String?
  /// The method; `nil` for ``Method/post``.
  public let method: Method?
}

extension ReloadRequest: Fragment {
  init(reading fields: inout FieldReader) {
    port = fields.required("port", .integer(1...65535), "The port on localhost that the application listens on.")
    path = fields.optional("path", .string(.httpPath), "The path of the request. The default is /-/reload.")
    method = fields.optional(
      "method", .choice(placeholder: Method.post),
      "The method of the request: GET, or POST with an empty body. The default is POST.")
  }
}
