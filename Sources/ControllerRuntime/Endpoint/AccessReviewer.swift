// Who may read what an endpoint serves: the cluster's own users, by the cluster's own rules.
import JSONTree
import KubernetesClient
import Logging

/// Asks the API server whose a token is, and whether its owner may get a path.
///
/// - Expected flow: make one, hand it to a ``MetricsRoute``.
/// - Guarantees: nobody is let in whom the API server did not let in within the last minute. An answer is kept for a minute,
///   a refusal for ten seconds, so that scrapes cost next to nothing; of at most 128, refusals are forgotten first. However
///   many ask at once, no more than four reviews are under way. Tokens are in no log and no answer.
/// - Assumptions: the client may create `tokenreviews` and `subjectaccessreviews`, and is not held back by a leader's right
///   to write: a review is a create.
/// - Caveats: a right that was withdrawn is missed for up to a minute.
/// - Errors: none; where the API server cannot be asked, the answer is ``Verdict/unknown(_:)``.
public actor AccessReviewer {
  /// What a review came to.
  public enum Verdict: Sendable, Hashable {
    /// The token's owner may.
    case allowed
    /// The token is nobody's.
    case unauthenticated
    /// The token's owner, who may not.
    case forbidden(user: String)
    /// Nobody could decide; the reason.
    case unknown(String)
  }

  private struct Question: Hashable {
    let token: String
    let path: String
  }

  private struct Answer {
    let verdict: Verdict
    let validUntil: Duration
  }

  private static let maximumAnswers = 128
  private static let maximumReviews = 4

  private let create: @Sendable (APIResource, JSON) async throws -> JSON
  private let clock: RuntimeClock
  private let logger: Logger
  private var answers: [Question: Answer] = [:]
  private var reviewsUnderWay = 0

  /// A reviewer that has asked nothing yet.
  public init(
    client: KubernetesClient, clock: RuntimeClock = RuntimeClock(ContinuousClock()), logger: Logger
  ) {
    self.init(clock: clock, logger: logger) { try await client.create($0, $1) }
  }

  init(
    clock: RuntimeClock, logger: Logger, create: @escaping @Sendable (APIResource, JSON) async throws -> JSON
  ) {
    self.create = create
    self.clock = clock
    self.logger = logger
  }

  /// How many answers are kept.
  var answerCount: Int { answers.count }

  /// Whether the owner of a token may get a path outside the resources.
  ///
  /// - Parameters:
  ///   - token: A bearer token.
  ///   - path: The `nonResourceURL`.
  public func review(token: String, path: String) async -> Verdict {
    let question = Question(token: token, path: path)
    if let answer = answers[question], clock.now < answer.validUntil { return answer.verdict }
    guard reviewsUnderWay < Self.maximumReviews else { return .unknown("too many reviews of tokens are under way") }
    reviewsUnderWay += 1
    defer { reviewsUnderWay -= 1 }
    do {
      let verdict = try await decide(question)
      keep(verdict, for: question)
      return verdict
    } catch {
      logger.warning("cannot review who asks", metadata: ["path": "\(path)", "error": "\(error)"])
      return .unknown("the API server cannot be asked who you are")
    }
  }

  private func decide(_ question: Question) async throws -> Verdict {
    let review = try await create(.tokenReviews, Self.tokenReview(question.token))
    guard review["status", "authenticated"] == true, let user = review["status", "user"],
      let name = user["username"]?.string
    else { return .unauthenticated }
    let access = try await create(.subjectAccessReviews, Self.accessReview(user, path: question.path))
    return access["status", "allowed"] == true ? .allowed : .forbidden(user: name)
  }

  private func keep(_ verdict: Verdict, for question: Question) {
    let now = clock.now
    if isFull { answers = answers.filter { now < $0.value.validUntil } }
    // Anybody can make tokens up; those of the scrapers must not be forgotten for it.
    if isFull { answers = answers.filter { $0.value.verdict == .allowed } }
    if isFull, let first = answers.min(by: { $0.value.validUntil < $1.value.validUntil }) { answers[first.key] = nil }
    answers[question] = Answer(verdict: verdict, validUntil: now + .seconds(verdict == .allowed ? 60 : 10))
  }

  private var isFull: Bool { answers.count >= Self.maximumAnswers }

  private static func tokenReview(_ token: String) -> JSON {
    [
      "apiVersion": .string(APIResource.tokenReviews.apiVersion), "kind": .string(APIResource.tokenReviews.kind),
      "spec": ["token": .string(token)],
    ]
  }

  private static func accessReview(_ user: JSON, path: String) -> JSON {
    var spec: JSON = ["nonResourceAttributes": ["path": .string(path), "verb": "get"]]
    for (field, source) in [("user", "username"), ("uid", "uid"), ("groups", "groups"), ("extra", "extra")] {
      spec[field] = user[source]
    }
    let resource = APIResource.subjectAccessReviews
    return ["apiVersion": .string(resource.apiVersion), "kind": .string(resource.kind), "spec": spec]
  }
}

extension APIResource {
  fileprivate static let tokenReviews = APIResource(
    group: "authentication.k8s.io", version: "v1", kind: "TokenReview", plural: "tokenreviews", isNamespaced: false)
  fileprivate static let subjectAccessReviews = APIResource(
    group: "authorization.k8s.io", version: "v1", kind: "SubjectAccessReview", plural: "subjectaccessreviews",
    isNamespaced: false)
}
