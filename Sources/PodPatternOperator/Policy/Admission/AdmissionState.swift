import FoundationEssentials

/// How far the API server is with what a policy tells it.
struct AdmissionState: Sendable, Hashable {
  /// Since when every new Pod is certainly extended, by the API server's clock; `nil` where none is.
  var extendsFrom: Date?
  /// After how long all of the API server's replicas certainly heed the last change; `nil` where they do.
  var settling: Duration?
  /// After how long to look at it again; `nil` for never.
  var again: Duration?
}
