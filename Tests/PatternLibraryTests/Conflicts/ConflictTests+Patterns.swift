// What the fields of one pattern cannot say together.

extension ConflictTests {
  static let patternCases: [Case] = [
    Case(
      "one kernel parameter written in two ways",
      "spec.patterns[0].init.sysctl[vm/swappiness]: Duplicate value: \"vm/swappiness\": ", names: ["vm.swappiness"],
      Manifest.app(patterns: "  - {name: k, init: {sysctl: {vm.swappiness: \"1\", vm/swappiness: \"2\"}}}")),
    Case(
      "a file inside a file", "spec.patterns[0].init.fetch.objects[0].path: Invalid value: \"a/b\": ", names: ["a is"],
      fetching("a/b", "a")),
    Case(
      "a file where those are that are fetched",
      "spec.patterns[0].init.fetch.objects[1].path: Invalid value: \".fetching/b\": ", names: [".fetching"],
      fetching("a", ".fetching/b")),
    Case(
      "two claims in one header",
      "spec.patterns[0].ambassador.jwtAuthentication.claimsToHeaders[1].header: Duplicate value: \"x-user\": ",
      names: [], token("claimsToHeaders: [{header: X-User, claim: sub}, {header: x-user, claim: name}]")),
    Case(
      "a claim in the header of the token",
      "spec.patterns[0].ambassador.jwtAuthentication.claimsToHeaders[0].header: Invalid value: \"X-User\": ",
      names: ["fromHeaders"],
      token("fromHeaders: [{name: x-user}], claimsToHeaders: [{header: X-User, claim: sub}]")),
    Case(
      "a volume of another pattern that the kubelet never updates",
      "spec.patterns[1].sidecar.configReload.volumes[0]: Invalid value: \"cache\": ", names: ["configMap"],
      Manifest.app(
        patterns: """
            - {name: cache, sidecar: {container: {image: c}, volumes: [{name: cache, emptyDir: {}}]}}
            - {name: reload, sidecar: {configReload: {volumes: [cache], http: {port: 80}}}}
          """)),
  ]

  private static func fetching(_ paths: String...) -> String {
    let objects = paths.map { "{source: \"s3://bucket/key\", path: \($0)}" }.joined(separator: ", ")
    return Manifest.app(patterns: "  - {name: f, init: {fetch: {directory: /f, objects: [\(objects)]}}}")
  }

  private static func token(_ fields: String) -> String {
    let settings = "listenPort: 8080, applicationPort: 8081, issuer: i, audiences: [a], jwks: {secret: k}, \(fields)"
    return Manifest.app(patterns: "  - {name: t, ambassador: {jwtAuthentication: {\(settings)}}}")
  }
}
