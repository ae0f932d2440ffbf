import JSONTree
import PodPatternAPI

/// The objects by which the API server itself does what a policy wants.
public struct AdmissionPolicies: Sendable {
  /// The API group of these objects.
  public static let group = "admissionregistration.k8s.io"

  /// The name that all objects of a policy have.
  public static func name(of policy: String) -> String { "\(policy).\(ClusterPodPattern.group)" }

  let match: PodMatch

  /// What adds to Pods. A Pod that cannot be extended for want of a working policy must not start without what it needs:
  /// an application behind an ambassador would be open to everybody. So failures refuse the Pod.
  func mutating(_ addition: PodAddition, redirections: [ProbeRedirection], version: String) -> [JSON] {
    let application = match.policy.spec.application
    return pair(
      "Mutating", version: version,
      spec: [
        "failurePolicy": "Fail",
        "reinvocationPolicy": "IfNeeded",
        "matchConstraints": match.constraints,
        "matchConditions": .array(match.conditions + addition.conditions(application: application)),
        "variables": PodAddition.variables(application: application),
        "mutations": .array(addition.mutations(redirecting: redirections).map(\.mutation)),
      ],
      binding: [:])
  }

  /// What refuses, warns about or notes Pods that lack what is to be added.
  func validating(_ addition: PodAddition, _ validation: PolicyValidation) -> [JSON] {
    let action: PolicyValidation.Action = match.policy.spec.enforcement == .audit ? .audit : validation.action
    let demands = addition.containers.compactMap { container -> JSON? in
      guard let name = container["name"]?.string, let image = container["image"]?.string else { return nil }
      let isThere = "exists(c, c.name == \(CEL.string(name)) && c.image == \(CEL.string(image)))"
      return [
        "expression": .string(
          "object.spec.containers.\(isThere) || object.spec.?initContainers.orValue([]).\(isThere)"),
        "message": .string(
          "ClusterPodPattern \"\(match.policy.metadata.name)\" demands container \"\(name)\" with image \"\(image)\""),
      ]
    }
    let conditions: [JSON] = validation.expressions.map {
      ["expression": .string($0.expression), "message": .string($0.message)]
    }
    return pair(
      "Validating", version: "v1",
      spec: [
        "failurePolicy": "Fail",
        "matchConstraints": match.constraints,
        "matchConditions": .array(match.conditions),
        "validations": .array(demands + conditions),
      ],
      binding: ["validationActions": [.string(action.rawValue)]])
  }

  private func pair(_ kind: String, version: String, spec: JSON, binding: JSONObject) -> [JSON] {
    let policy = match.policy.metadata.name
    let name = Self.name(of: policy)
    let labels: JSON = [Labels.policy: .string(policy), Labels.managedBy: .string(Labels.manager)]
    func object(_ suffix: String, _ spec: JSON) -> JSON {
      [
        "apiVersion": .string("\(Self.group)/\(version)"), "kind": .string("\(kind)AdmissionPolicy\(suffix)"),
        "metadata": ["name": .string(name), "labels": labels], "spec": spec,
      ]
    }
    return [
      object("", spec.withoutEmptyFields),
      object("Binding", .object(binding.merging(["policyName": .string(name)]) { $1 })),
    ]
  }
}
