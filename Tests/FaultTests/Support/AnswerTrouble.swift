import TestSupport
import Testing

/// What can come instead of the API server's answer.
enum AnswerTrouble: String, CaseIterable, CustomTestStringConvertible {
  case unauthorized, forbidden, notFound, conflict, tooManyRequests, tooManyRequestsRetryAfter, internalError,
    unavailable, unavailableRetryAfter, gatewayTimeout, gatewayTimeoutRetryAfter, page, truncated, lost

  var testDescription: String { rawValue }

  /// Whether the server has done what the client cannot know of.
  var losesAnswers: Bool { self == .truncated || self == .lost }

  func make() -> any HTTPFault {
    switch self {
    case .unauthorized: StatusAnswer(401, reason: "Unauthorized")
    case .forbidden: StatusAnswer(403, reason: "Forbidden")
    case .notFound: StatusAnswer(404, reason: "NotFound")
    case .conflict: StatusAnswer(409, reason: "Conflict")
    case .tooManyRequests: StatusAnswer(429, reason: "TooManyRequests")
    case .tooManyRequestsRetryAfter: StatusAnswer(429, reason: "TooManyRequests", retryAfter: 2)
    case .internalError: StatusAnswer(500, reason: "InternalError")
    case .unavailable: StatusAnswer(503, reason: "ServiceUnavailable")
    case .unavailableRetryAfter: StatusAnswer(503, reason: "ServiceUnavailable", retryAfter: 1)
    case .gatewayTimeout: StatusAnswer(504, reason: "Timeout")
    case .gatewayTimeoutRetryAfter: StatusAnswer(504, reason: "Timeout", retryAfter: 1)
    case .page: HTMLPage()
    case .truncated: TruncatedAnswer(after: 150)
    case .lost: LostAnswer()
    }
  }
}
