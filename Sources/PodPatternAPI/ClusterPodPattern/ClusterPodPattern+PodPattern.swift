extension ClusterPodPattern {
  /// The PodPattern that extends one object as this policy wants it.
  ///
  /// - Parameters:
  ///   - kind: the object's kind.
  ///   - name: the object's name.
  public func podPattern(extending kind: String, _ name: String) -> PodPattern {
    let target = Target(kind: kind, name: name, apiVersion: nil, service: nil, templatePath: nil)
    return PodPattern(
      metadata: metadata,
      spec: PodPatternSpec(
        suspend: false, deletionPolicy: .delete, serviceAccountName: spec.serviceAccountName,
        conflictPolicy: spec.conflictPolicy, restart: Optional.none, subject: .target(target),
        application: spec.application, patterns: spec.patterns),
      status: nil)
  }
}
