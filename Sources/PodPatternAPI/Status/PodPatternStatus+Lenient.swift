import JSONTree

extension PodPatternStatus {
  /// Reads the status of an object, also of one whose other parts are not valid; what cannot be read counts as not
  /// there.
  public init(lenient json: JSON) {
    var problems: [Problem] = []
    self = FieldReader.read(PodPatternStatus.self, from: json, at: FieldPath("status"), &problems) ?? PodPatternStatus()
  }
}
