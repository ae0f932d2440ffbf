import JSONTree
import PodPatternAPI

/// How the objects that a policy makes say whose they are.
enum PolicyOwnership {
  /// The owner reference; without `blockOwnerDeletion`, which would need a right on the policy's finalizers.
  static func reference(to policy: ObservedPolicy) -> JSON {
    [
      "apiVersion": .string(ClusterPodPattern.apiVersion), "kind": .string(ClusterPodPattern.kind),
      "name": .string(policy.name), "uid": .string(policy.uid), "controller": true,
    ]
  }

  /// The uid of the policy that an object belongs to; `nil` where it belongs to none.
  static func uid(of object: JSON) -> String? {
    (object["metadata", "ownerReferences"]?.array ?? []).first { reference in
      reference["controller"] == true && reference["kind"]?.string == ClusterPodPattern.kind
        && reference["apiVersion"]?.string?.hasPrefix("\(ClusterPodPattern.group)/") == true
    }?["uid"]?.string
  }

  /// The uid of the policy that a PodPattern belongs to; `nil` where it belongs to none.
  static func uid(ofMember object: JSON) -> String? {
    uid(of: object) ?? object["metadata", "annotations", PolicyMarks.owner]?.string
  }
}
