import KubernetesClient
import PatternLibrary

extension APIResource {
  /// The API server's own policies; each comes before the binding that puts it in force.
  static func admissionPolicies(mutating version: String?) -> [APIResource] {
    let mutating = version.map { [admission("MutatingAdmissionPolicy", version: $0)] } ?? []
    return (mutating + [admission("ValidatingAdmissionPolicy", version: "v1")]).flatMap {
      [$0, admission("\($0.kind)Binding", version: $0.version)]
    }
  }

  private static func admission(_ kind: String, version: String) -> APIResource {
    let singular = kind.lowercased()
    let plural = singular.hasSuffix("policy") ? "\(singular.dropLast())ies" : "\(singular)s"
    return APIResource(
      group: AdmissionPolicies.group, version: version, kind: kind, plural: plural, isNamespaced: false)
  }
}

extension KubernetesClient {
  /// Those of the API server's own policies that it serves, in the newest version.
  func servedAdmissionPolicies() async throws(KubernetesError) -> [APIResource] {
    var served: [APIResource] = []
    for version in ["v1", "v1beta1"] {
      let plurals = try await servedResources(group: AdmissionPolicies.group, version: version)
      served += APIResource.admissionPolicies(mutating: version).filter { resource in
        resource.version == version && plurals.contains(resource.plural)
          && !served.contains { $0.kind == resource.kind }
      }
    }
    return served
  }
}
