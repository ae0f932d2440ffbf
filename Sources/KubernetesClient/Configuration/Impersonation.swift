import NIOHTTP1

/// As whom requests are made, by someone who has the right to (the verb `impersonate`)
/// (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation).
public struct Impersonation: Sendable, Hashable {
  /// The user's name.
  public var user: String
  /// The user's UID; servers before 1.22 do not look at it.
  public var uid: String?
  /// The groups that the user is in; none but those that the server adds itself.
  public var groups: [String]
  /// What else authorizers may look at.
  public var extra: [String: [String]]

  /// A user, and what goes with it.
  public init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
    self.user = user
    self.uid = uid
    self.groups = groups
    self.extra = extra
  }

  /// A service account of the cluster, in the groups of all service accounts, to which the server adds it.
  public init(serviceAccount: String, namespace: String) {
    self.init(user: "system:serviceaccount:\(namespace):\(serviceAccount)")
  }
}

extension Impersonation {
  /// The headers that say so.
  var headers: HTTPHeaders {
    var headers: HTTPHeaders = ["impersonate-user": user]
    if let uid { headers.add(name: "impersonate-uid", value: uid) }
    for group in groups { headers.add(name: "impersonate-group", value: group) }
    for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
      for value in values { headers.add(name: "impersonate-extra-\(key.percentEncoded.lowercased())", value: value) }
    }
    return headers
  }
}
