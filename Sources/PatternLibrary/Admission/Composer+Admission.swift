import JSONTree
import PodPatternAPI

// Composing what the API server does itself for a policy, without knowing any Pod.

extension Composer {
  /// The objects (`admissionregistration.k8s.io`) by which the API server does what a policy wants, or everything that
  /// cannot be said to it. There are none for a policy with neither delivery Admission nor `validation`.
  ///
  /// - Parameter systemNamespaces: whose Pods are only meant where the policy says so; with the operator's own.
  public func composeAdmission(of policy: ClusterPodPattern, systemNamespaces: Set<String>) -> Composition {
    let isDelivering = policy.spec.delivery == .admission
    guard isDelivering || policy.spec.validation != nil else {
      return .success(objects: [], extensions: [], warnings: [])
    }
    let unknownPod = UnknownPod(policy, composer: self)
    let policies = AdmissionPolicies(match: PodMatch(policy: policy, systemNamespaces: systemNamespaces))
    var problems = serverProblems(policy) + policy.matchProblems + policy.deliveryProblems + policy.validationProblems
    // A policy that only looks at Pods needs the names and images alone.
    if isDelivering { problems += unknownPod.problems }
    guard let addition = unknownPod.addition else { return .failure(problems: problems) }

    let redirections = ProbeRedirection.all(unknownPod.fronts)
    if isDelivering { problems += addition.sizeProblems(redirections) }
    guard problems.isEmpty else { return .failure(problems: problems) }
    var objects: [JSON] = []
    let isAdding = policy.addsToPods && policy.spec.enforcement == .enforce
    if isAdding, let version = options.capabilities.mutatingAdmissionPolicy {
      objects += policies.mutating(addition, redirections: redirections, version: version)
    }
    if let validation = policy.spec.validation { objects += policies.validating(addition, validation) }
    return .success(
      objects: objects, extensions: [],
      warnings: isDelivering ? unknownPod.warnings + ProbeRedirection.warnings(unknownPod.fronts) : [])
  }

  private func serverProblems(_ policy: ClusterPodPattern) -> [Problem] {
    var problems: [Problem] = []
    if policy.addsToPods, options.capabilities.mutatingAdmissionPolicy == nil {
      problems.append(
        Problem(
          path: FieldPath("spec", "delivery"), kind: .invalid(value: .string(Delivery.admission.rawValue)),
          message: "this API server has no MutatingAdmissionPolicy: that needs Kubernetes 1.36, or 1.34 with the "
            + "feature gate and the API admissionregistration.k8s.io/v1beta1 switched on; use Template"))
    }
    if policy.spec.validation != nil, !options.capabilities.validatingAdmissionPolicy {
      problems.append(
        Problem(
          path: FieldPath("spec", "validation"), kind: .forbidden,
          message: "this API server has no ValidatingAdmissionPolicy: that needs Kubernetes 1.30"))
    }
    return problems
  }
}

extension ClusterPodPattern {
  /// Whether the API server is to add anything to Pods.
  fileprivate var addsToPods: Bool { spec.delivery == .admission && !spec.patterns.isEmpty }

  fileprivate var deliveryProblems: [Problem] {
    guard spec.delivery == .admission, let account = spec.serviceAccountName else { return [] }
    return [
      Problem(
        path: FieldPath("spec", "serviceAccountName"), kind: .invalid(value: .string(account)),
        message: "with delivery Admission the API server itself extends the Pods, and acts as no service account")
    ]
  }

  fileprivate var matchProblems: [Problem] {
    let path = FieldPath("spec", "match", "matchConditions")
    return spec.match.matchConditions.enumerated().filter { $1.name.hasPrefix(PodMatch.conditionPrefix) }.map {
      Problem(
        path: path.appending(index: $0).appending("name"), kind: .invalid(value: .string($1.name)),
        message: "names that begin with \(PodMatch.conditionPrefix) are the operator's own")
    }
  }

  /// The API server sees Pods alone, and takes messages of one line.
  fileprivate var validationProblems: [Problem] {
    guard let validation = spec.validation else { return [] }
    let path = FieldPath("spec", "validation")
    let messages = validation.expressions.enumerated().filter { $1.message.contains(where: \.isNewline) }.map {
      Problem(
        path: path.appending("expressions").appending(index: $0).appending("message"),
        kind: .invalid(value: .string($1.message)), message: "must be one line")
    }
    guard spec.delivery != .admission else { return messages }
    let unseen = [
      ("match.workloadSelector", spec.match.workloadSelector != LabelSelector()), ("override", spec.override != .none),
    ].filter(\.1).map { field, _ in
      Problem(
        path: path, kind: .forbidden,
        message: "the API server looks at Pods, and \(field) speaks of workloads: use delivery Admission")
    }
    return messages + unseen
  }
}
