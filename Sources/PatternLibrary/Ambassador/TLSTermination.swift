import JSONTree
import PodPatternAPI

// Ambassador: an nginx in front of the application that ends TLS, so that no unencrypted byte leaves the pod.
//
//   client ── TLS ──▶ nginx :listenPort ── plain ──▶ application 127.0.0.1:applicationPort
//
// The certificate comes from a Secret of type kubernetes.io/tls (from cert-manager, for example). With `clientCA`,
// clients must present a certificate too. A renewed Secret is served without a restart (`NginxRenewal`).

extension TLSTermination {
  func podExtension(in context: PatternContext) -> PodExtension {
    let name = context.pattern
    var result = PodExtension()
    result.containers = [Sourced(container(in: context), context.generatedContainer)]
    result.volumes = volumes(in: context).map { Sourced($0, context.generated) }
    result.ports = [
      PortClaim(port: listenPort, protocol: "TCP", container: name, source: context.containerSource("listenPort"))
    ]
    result.ports += context.applicationPortClaim(applicationPort)
    result.configFiles = [
      NginxConfiguration.fileName: configuration(in: context).text,
      NginxRenewal.checkFileName: NginxRenewal.checkConfiguration,
      NginxRenewal.scriptFileName: NginxRenewal.script,
    ]
    result.problems = problems(in: context)
    return result
  }

  private func container(in context: PatternContext) -> JSON {
    let probe = Probe.tcpSocket(port: listenPort)
    var container: JSON = [
      "name": .string(context.pattern),
      "image": .string(image ?? context.options.images[.nginx]),
      "command": ["sh", .string("\(NginxConfiguration.directory)/\(NginxRenewal.scriptFileName)")],
      "ports": [
        [
          "name": .string(portName(in: context)),
          "containerPort": .integer(Int64(listenPort)), "protocol": "TCP",
        ]
      ],
      "readinessProbe": probe.every(seconds: 5),
      "resources": resources ?? .proxyResources,
      "securityContext": Security.restricted(),
      "volumeMounts": .array(volumeMounts(in: context)),
    ]
    if context.options.capabilities.nativeSidecars {
      // The application starts once nginx listens, so that no request can come to an open port without it.
      container["startupProbe"] = probe.untilStarted
    }
    return container
  }

  private func portName(in context: PatternContext) -> String {
    let name = context.front?.portName ?? "tls"
    return context.portName(name, or: name, port: listenPort)
  }

  private func volumeMounts(in context: PatternContext) -> [JSON] {
    var mounts: [(volume: String, directory: String, readOnly: Bool)] = [
      ("config", NginxConfiguration.directory, true), ("certificate", NginxRenewal.certificateDirectory, true),
      ("tmp", "/tmp", false),
    ]
    if clientCA != nil { mounts.append(("client-ca", NginxRenewal.clientCADirectory, true)) }
    return mounts.map { mount in
      var json: JSON = ["name": .string("\(context.pattern)-\(mount.volume)"), "mountPath": .string(mount.directory)]
      if mount.readOnly { json["readOnly"] = true }
      return json
    }
  }

  private func volumes(in context: PatternContext) -> [JSON] {
    var volumes: [JSON] = [
      context.configVolume,
      // As a directory, never by subPath: only then does the kubelet bring a renewed certificate into the container.
      ["name": .string("\(context.pattern)-certificate"), "secret": ["secretName": .string(certificateSecret)]],
      // In memory, since nginx serves copies of the key from there.
      ["name": .string("\(context.pattern)-tmp"), "emptyDir": ["medium": "Memory", "sizeLimit": "16Mi"]],
    ]
    if let clientCA {
      volumes.append(clientCA.volume(named: "\(context.pattern)-client-ca"))
    }
    return volumes
  }

  private func configuration(in context: PatternContext) -> NginxConfiguration {
    NginxConfiguration(
      listenPort: listenPort, applicationPort: applicationPort, protocol: `protocol`,
      serverName: serverName ?? context.podPattern,
      clientSubjectHeader: clientCA.map { _ in clientSubjectHeader ?? Self.defaultSubjectHeader },
      openPaths: context.openPaths)
  }

  /// What decoding refuses as well; here because nothing may reach nginx's configuration on the word of another layer.
  private func problems(in context: PatternContext) -> [Problem] {
    var problems: [Problem] = []
    if let serverName, !NginxConfiguration.isServerName(serverName) {
      problems.append(
        Problem(
          path: context.path.appending("serverName"), kind: .invalid(value: .string(serverName)),
          message: "must be a DNS name, optionally beginning with *."))
    }
    if let clientSubjectHeader, !NginxConfiguration.isHeaderName(clientSubjectHeader) {
      problems.append(
        Problem(
          path: context.path.appending("clientSubjectHeader"), kind: .invalid(value: .string(clientSubjectHeader)),
          message: "must be the name of a header"))
    }
    return problems
  }
}
