import JSONTree

/// The configuration of a Fluent Bit that follows log files and sends their lines to one destination.
///
/// It is YAML, written by the serializer. Fluent Bit puts environment variables in the place of `${NAME}` in any value, and
/// knows no way to write such a text as it is: so no value of a user's has a `$`, and all secrets come as variables.
///
/// Source of all keys: https://docs.fluentbit.io/manual, version 5.1.
struct FluentBitConfiguration: Sendable {
  static let directory = "/etc/podpattern"
  static let fileName = "fluent-bit.yaml"
  static let bufferDirectory = "/podpattern/buffer"

  /// What is on its way may take 16 chunks of about 2 MB. Then no more is read, and lines wait where they are, in the
  /// application's files, with their place noted: an aggregator that is away for an hour costs no memory, and
  /// no lines but those that the application rotates away.
  private static let maximumChunks: JSON = 16
  /// A bound beyond that one, and the volume's, in which the positions are too.
  private static let maximumBuffer: JSON = "64M"
  static let volumeSize: JSON = "128Mi"

  /// The files to follow, absolute.
  let files: [String]
  /// What the records are called on their way, which Fluentd sees.
  let tag: String
  /// The container that the lines are from.
  let container: String
  /// The plugin and its settings.
  let output: JSONObject

  /// The text of the file.
  var text: String { YAML.write([["service": service, "pipeline": pipeline]]) }

  private var service: JSON {
    [
      "flush": 1, "grace": 5, "log_level": "info", "http_server": "off", "hot_reload": "off",
      "scheduler.base": 2, "scheduler.cap": 60,
      "storage.path": .string("\(Self.bufferDirectory)/chunks"), "storage.max_chunks_up": Self.maximumChunks,
      "storage.backlog.mem_limit": "16M", "storage.delete_irrecoverable_chunks": "on",
    ]
  }

  private var pipeline: JSON {
    ["inputs": [input], "filters": [origin], "outputs": [.object(output.merging(delivery) { $1 })]]
  }

  /// Follows the files from their first line, through rotation, and before they exist.
  private var input: JSON {
    [
      "name": "tail", "tag": .string(tag), "path": .string(files.joined(separator: ",")), "path_key": "file",
      "db": .string("\(Self.bufferDirectory)/positions.db"), "db.locking": "true", "db.compare_filename": "true",
      "read_from_head": "true", "refresh_interval": 5, "rotate_wait": 30,
      "buffer_max_size": "1M", "skip_long_lines": "true",
      "storage.type": "filesystem", "storage.pause_on_chunks_overlimit": "on",
    ]
  }

  /// Says where each line is from.
  private var origin: JSON {
    [
      "name": "record_modifier", "match": "*",
      "record": ["namespace ${POD_NAMESPACE}", "pod ${POD_NAME}", .string("container \(container)")],
    ]
  }

  private var delivery: JSONObject {
    ["match": "*", "retry_limit": "no_limits", "storage.total_limit_size": Self.maximumBuffer]
  }

  /// The variables that every configuration needs.
  static let variables: [JSON] = [
    ("POD_NAMESPACE", "metadata.namespace"), ("POD_NAME", "metadata.name"),
  ].map { name, path in ["name": .string(name), "valueFrom": ["fieldRef": ["fieldPath": .string(path)]]] }
}
