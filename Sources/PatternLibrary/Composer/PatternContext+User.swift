import JSONTree

// The user of the application, whose files and processes are nobody else's business.

extension PatternContext {
  /// Who the application runs as; `nil` where its image says it.
  var applicationUser: Int64? { identity("runAsUser") }

  /// Restricted, as the application's user: for a container that reads or signals what is the application's alone.
  ///
  /// Where that is root or unknown, it is nobody.
  var securityContextOfApplication: JSON {
    guard let user = applicationUser, user != 0 else { return Security.restricted() }
    return Security.restricted(user: user, group: identity("runAsGroup"))
  }

  private func identity(_ key: String) -> Int64? {
    [application.value["securityContext"], podSpec["securityContext"]].lazy.compactMap { $0?[key]?.integer }.first
  }
}
