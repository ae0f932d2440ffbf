// What can be wrong with a target, which a PodPattern has instead of a workload.

import JSONTree

extension Change {
  /// A target with these fields instead of its own.
  private static func target(_ fields: [String: JSON?], _ problems: String...) -> Change {
    var target: JSON = ["kind": "Deployment", "name": "search"]
    for (name, value) in fields { target[name] = value }
    return Change("spec", ["target": target], problems: problems)
  }

  static let target: [Change] =
    [
      target([:]),
      target(["service": "search"]),
      target(["kind": "StatefulSet"]), target(["kind": "DaemonSet"]), target(["kind": "ReplicaSet"]),
      target(["kind": "CronJob"]), target(["kind": "CronJob", "apiVersion": "batch/v1beta1"]),
      target(["kind": "Rollout", "apiVersion": "argoproj.io/v1alpha1"]),
      target(["kind": "Set", "apiVersion": "example.com/v1", "templatePath": "spec.podTemplate"]),
      target(["kind": "Job", "apiVersion": "batch.volcano.sh/v1alpha1"]),
      target(["kind": nil], "spec.target.kind: Required value"),
      target(["name": nil], "spec.target.name: Required value"),
      target(
        ["kind": "Rollout"],
        """
        spec.target.apiVersion: Required value: apiVersion must be set for any kind but Deployment, StatefulSet, \
        DaemonSet, ReplicaSet, CronJob
        """),
      target(["replicas": 1], "spec.target.replicas: Unknown field: known fields are apiVersion, …"),
      target(
        ["apiVersion": "apps"],
        """
        spec.target.apiVersion: Invalid value: "apps": must be a group and version, such as 'argoproj.io/v1alpha1'
        """),
      Change("spec", ["target": ["kind": "Deployment", "name": "search"], "conflictPolicy": "Force"]),
      Change(
        "spec", ["target": ["kind": "Deployment", "name": "search"], "conflictPolicy": "Ask"],
        #"spec.conflictPolicy: Unsupported value: "Ask": supported values: "Fail", "Force""#),
      Change(
        "spec", ["target": ["kind": "Job", "name": "search"], "conflictPolicy": "Fail"],
        """
        spec.target.kind: Invalid value: "Job": the pod template of a Job cannot be changed: extend the CronJob or \
        whatever else creates the Job
        """),
    ]
    + [nil, "v1"].map { apiVersion in
      target(
        ["kind": "Pod", "apiVersion": apiVersion],
        """
        spec.target.kind: Invalid value: "Pod": the containers of a Pod cannot be changed: extend the Deployment or \
        whatever else creates the Pod
        """)
    }
    + ["batch/v1", "batch/v1beta1"].map { apiVersion in
      target(
        ["kind": "Job", "apiVersion": .string(apiVersion)],
        """
        spec.target.kind: Invalid value: "Job": the pod template of a Job cannot be changed: extend the CronJob or \
        whatever else creates the Job
        """)
    }
    + ["", ".", "spec.", "spec..template", "spec/template", "spec.containers[0]"].map { path in
      target(
        ["templatePath": .string(path)],
        """
        spec.target.templatePath: Invalid value: "\(path)": must be names of fields between dots, such as \
        'spec.template'
        """)
    }
}
