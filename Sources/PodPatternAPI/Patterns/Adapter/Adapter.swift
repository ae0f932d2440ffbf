/// A container that turns an interface of the application into a standard one.
public enum Adapter: Sendable, Hashable {
  /// Serves the application's measurements to Prometheus.
  case prometheusExporter(PrometheusExporter)
  /// A container of the user's own.
  case container(ContainerPattern)
}

extension Adapter: Fragment {
  init(reading fields: inout FieldReader) {
    let volumes = fields.containerVolumes()
    self = fields.exactlyOne(
      .member(
        "prometheusExporter", .object,
        "Reads the application's measurements on localhost and serves them in the form that Prometheus reads.",
        Self.prometheusExporter),
      .container(
        volumes: volumes, "A container of your own that translates an interface of the application (Container).",
        Self.container))
  }
}
