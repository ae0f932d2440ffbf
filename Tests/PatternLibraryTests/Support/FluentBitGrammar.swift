// What Fluent Bit documents of its YAML, as far as it is used here.
//
// Sources: https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/yaml, …/pipeline/inputs/tail,
// …/pipeline/filters/record-modifier, …/pipeline/outputs, …/administration/transport-security, …/administration/buffering.

import JSONTree

enum FluentBitGrammar {
  private static let service: Set<String> = [
    "flush", "grace", "log_level", "http_server", "hot_reload", "scheduler.base", "scheduler.cap", "storage.path",
    "storage.max_chunks_up", "storage.backlog.mem_limit", "storage.delete_irrecoverable_chunks",
  ]
  private static let tail: Set<String> = [
    "name", "tag", "path", "path_key", "db", "db.locking", "db.compare_filename", "read_from_head", "refresh_interval",
    "rotate_wait", "buffer_max_size", "skip_long_lines", "storage.type", "storage.pause_on_chunks_overlimit",
  ]
  private static let anyOutput: Set<String> = [
    "name", "match", "retry_limit", "storage.total_limit_size", "host", "port", "tls", "tls.verify",
    "tls.verify_hostname", "tls.min_version", "tls.ca_file", "tls.crt_file", "tls.key_file",
  ]
  private static let outputs: [String: Set<String>] = [
    "http": ["uri", "format", "json_date_format", "header", "http_user", "http_passwd"],
    "loki": [
      "labels", "label_keys", "drop_single_key", "remove_keys", "header", "http_user", "http_passwd", "tenant_id",
    ],
    "es": [
      "index", "suppress_type_name", "generate_id", "time_key_nanos", "http_user", "http_passwd", "http_api_key",
    ],
    "forward": ["require_ack_response", "retain_metadata_in_forward_mode", "shared_key", "self_hostname"],
    "kafka": [
      "brokers", "topics", "format", "timestamp_format", "rdkafka.security.protocol", "rdkafka.ssl.ca.location",
      "rdkafka.ssl.certificate.location", "rdkafka.ssl.key.location", "rdkafka.sasl.mechanism",
      "rdkafka.sasl.username", "rdkafka.sasl.password",
    ],
  ]
  private static let switches: Set<String> = ["on", "off", "true", "false"]
  private static let areSwitches: Set<String> = [
    "http_server", "hot_reload", "storage.delete_irrecoverable_chunks", "db.locking", "db.compare_filename",
    "read_from_head", "skip_long_lines", "storage.pause_on_chunks_overlimit", "tls", "tls.verify",
    "tls.verify_hostname", "suppress_type_name", "generate_id", "time_key_nanos", "require_ack_response",
    "retain_metadata_in_forward_mode",
  ]
  private static let variables: Set<String> = [
    "POD_NAMESPACE", "POD_NAME", "LOG_USERNAME", "LOG_PASSWORD", "LOG_TOKEN", "LOG_SHARED_KEY",
  ]

  /// Everything in a configuration that the documentation does not know or demands in another way.
  static func violations(_ text: String) throws -> [String] {
    let documents = try YAML.parse(Array(text.utf8))
    guard documents.count == 1, let root = documents.first else { return ["is not one document"] }
    var found = unknown(root, ["service", "pipeline"], "") + values(root["service"], "service")
    found += unknown(root["service"], service, "service")
    let pipeline = root["pipeline"]
    found += unknown(pipeline, ["inputs", "filters", "outputs"], "pipeline")
    let (inputs, filters) = (pipeline?["inputs"]?.array ?? [], pipeline?["filters"]?.array ?? [])
    for input in inputs { found += unknown(input, tail, "tail") + values(input, "tail") }
    if inputs.map({ $0["name"] }) != ["tail"] { found.append("pipeline.inputs is not one tail") }
    for filter in filters {
      found += unknown(filter, ["name", "match", "record"], "filter") + values(filter, "filter")
    }
    if filters.map({ $0["name"] }) != ["record_modifier"] { found.append("filters is not one record_modifier") }
    for record in filters.first?["record"]?.array ?? [] where record.string?.split(separator: " ").count != 2 {
      found.append("a record is a key and a value: \(record)")
    }
    let sinks = pipeline?["outputs"]?.array ?? []
    if sinks.count != 1 { found.append("pipeline.outputs is not one") }
    for sink in sinks {
      let name = sink["name"]?.string ?? ""
      guard let own = outputs[name] else { return found + ["output.name is \(name)"] }
      found += unknown(sink, anyOutput.union(own), name) + values(sink, name)
    }
    return found
  }

  private static func unknown(_ object: JSON?, _ keys: Set<String>, _ place: String) -> [String] {
    guard let members = object?.object else { return ["\(place) is no object"] }
    return members.keys.filter { !keys.contains($0) }.sorted().map { "\(place).\($0) is unknown" }
  }

  private static func values(_ object: JSON?, _ place: String) -> [String] {
    (object?.object ?? [:]).sorted { $0.key < $1.key }.flatMap { key, value -> [String] in
      let texts = value.array?.compactMap(\.string) ?? [value.string ?? value.integer.map(String.init) ?? ""]
      var found = texts.flatMap { variableViolations($0, "\(place).\(key)") }
      if texts.contains("") { found.append("\(place).\(key) is empty, or no text") }
      if areSwitches.contains(key), !switches.contains(texts.first ?? "") {
        found.append("\(place).\(key) is no switch")
      }
      return found
    }
  }

  /// Each `${` begins one of the library's variables: what else there is would be replaced by something.
  private static func variableViolations(_ text: String, _ place: String) -> [String] {
    text.split(separator: "${", omittingEmptySubsequences: false).dropFirst().compactMap { rest in
      let name = rest.prefix { $0 != "}" }
      return variables.contains(String(name)) && rest.count > name.count ? nil : "\(place) has the variable \(name)"
    }
  }
}
