import JSONTree

extension Status {
  /// The status in a response body or a watch's ERROR event; `nil` where the value is none.
  ///
  /// - Parameter fallbackCode: the HTTP status code of the response, for a body that gives none.
  public init?(_ json: JSON, fallbackCode: Int = 0) {
    guard json["kind"]?.string == "Status", json["status"]?.string != "Success" else { return nil }
    let details = json["details"]
    self.init(
      code: json["code"]?.integer.flatMap(Int.init(exactly:)) ?? fallbackCode,
      reason: json["reason"]?.string ?? "",
      message: json["message"]?.string ?? "",
      details: Details(details),
      retryAfter: Self.seconds(details?["retryAfterSeconds"]?.integer))
  }

  /// A wait of so many seconds; at most a day, since no server means more.
  static func seconds(_ seconds: Int64?) -> Duration? {
    guard let seconds, seconds > 0 else { return nil }
    return .seconds(min(seconds, 86_400))
  }
}

extension Status.Details {
  fileprivate init(_ json: JSON?) {
    self.init(
      name: json?["name"]?.string,
      group: json?["group"]?.string,
      kind: json?["kind"]?.string,
      uid: json?["uid"]?.string,
      causes: (json?["causes"]?.array ?? []).map(Status.Cause.init))
  }
}

extension Status.Cause {
  fileprivate init(_ json: JSON) {
    self.init(
      reason: json["reason"]?.string ?? "",
      message: json["message"]?.string ?? "",
      field: json["field"]?.string ?? "")
  }
}
