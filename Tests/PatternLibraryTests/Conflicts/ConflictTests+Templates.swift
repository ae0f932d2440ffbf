// What the template or a container cannot have.

extension ConflictTests {
  static let templateCases: [Case] = [
    Case(
      "a whole Deployment as the template",
      "spec.workload.template.apiVersion: Unknown field: a pod template has metadata and spec", names: [],
      """
      apiVersion: podpattern.dev/v1alpha1
      kind: PodPattern
      metadata: {name: app}
      spec: {workload: {template: {apiVersion: apps/v1, spec: {containers: [{name: a, image: a}]}}}}
      """),
    Case(
      "the spec of a Deployment as the pod's",
      "spec.workload.template.spec.selector: Unknown field: this is the spec of a workload", names: [],
      template("selector: {}, containers: [{name: a, image: a}]")),
    Case(
      "a pod that ends",
      "spec.workload.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"",
      names: [],
      template("restartPolicy: Never, containers: [{name: a, image: a}]")),
    Case(
      "a container without an image",
      "spec.workload.template.spec.containers[0].image: Required value", names: [],
      template("containers: [{name: a}]")),
    Case(
      "a port that is none",
      "spec.workload.template.spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between",
      names: [],
      template("containers: [{name: a, image: a, ports: [{containerPort: 70000}]}]")),
    Case(
      "one port twice in a container",
      "spec.workload.template.spec.containers[0].ports[1].containerPort: Duplicate value: 80", names: [],
      template("containers: [{name: a, image: a, ports: [{containerPort: 80}, {containerPort: 80, protocol: TCP}]}]")),
    Case(
      "one path twice in a container",
      "spec.patterns[0].sidecar.container.volumeMounts[1].mountPath: Duplicate value: \"/x\"", names: [],
      Manifest.app(
        pod: "volumes: [{name: v, emptyDir: {}}]",
        patterns:
          """
            - name: s
              sidecar: {container: {image: s, volumeMounts: [{name: v, mountPath: /x}, {name: v, mountPath: /x}]}}
          """
      )),
    Case(
      "labels that are none", "spec.workload.template.metadata.labels: Invalid value: 1: must be an object", names: [],
      template("containers: [{name: a, image: a}]", metadata: "{labels: 1}")),
    Case(
      "the operator's own label",
      "spec.workload.template.metadata.labels[podpattern.dev/name]: Invalid value: \"x\": must be \"app\"", names: [],
      template("containers: [{name: a, image: a}]", metadata: "{labels: {podpattern.dev/name: x}}")),
    Case(
      "a restart policy of one container",
      "spec.patterns[0].sidecar.container.restartPolicy: Forbidden: the kind of the pattern", names: [],
      Manifest.app(patterns: "  - {name: s, sidecar: {container: {image: s, restartPolicy: Always}}}")),
    Case(
      "a probe of a container that ends",
      "spec.patterns[0].init.container.readinessProbe: Forbidden: an init container runs to completion", names: [],
      Manifest.app(patterns: "  - {name: s, init: {container: {image: s, readinessProbe: {exec: {command: [a]}}}}}")),
  ]
}
