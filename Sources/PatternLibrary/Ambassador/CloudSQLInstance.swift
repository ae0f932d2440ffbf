import JSONTree
import PodPatternAPI

// The preset of `tunnel` for Google's Cloud SQL: its Auth Proxy finds the instance by name, gets a certificate for each
// hour, and proves who the pod is by the identity of its service account (Workload Identity). No key is stored.
//
//   application ── plain ──▶ proxy 127.0.0.1:listenPort ── TLS ──▶ instance
//
// Flags: https://github.com/GoogleCloudPlatform/cloud-sql-proxy, version 2.

extension CloudSQLInstance {
  func podExtension(
    listenPort: Int, healthPort: Int, image: String?, resources: JSON?, in context: PatternContext
  ) -> PodExtension {
    var container: JSON = [
      "name": .string(context.pattern),
      "image": .string(image ?? context.options.images[.cloudSQLProxy]),
      "args": .array(arguments(listenPort: listenPort, healthPort: healthPort).map(JSON.string)),
      "readinessProbe": Probe.httpGet(path: "/readiness", port: healthPort).every(seconds: 10),
      "livenessProbe": Probe.httpGet(path: "/liveness", port: healthPort).every(seconds: 30),
      "resources": resources ?? .proxyResources,
      "securityContext": Security.restricted(),
    ]
    if context.options.capabilities.nativeSidecars {
      container["startupProbe"] = Probe.httpGet(path: "/startup", port: healthPort).untilStarted
    }
    var result = PodExtension()
    result.containers = [Sourced(container, context.generatedContainer)]
    result.ports = [
      PortClaim(
        port: healthPort, protocol: "TCP", container: context.pattern, source: context.containerSource("healthPort"))
    ]
    result.warnings = warnings(in: context)
    return result
  }

  private func arguments(listenPort: Int, healthPort: Int) -> [String] {
    var arguments = [
      "--structured-logs", "--address=127.0.0.1", "--port=\(listenPort)", "--health-check",
      "--http-address=0.0.0.0", "--http-port=\(healthPort)",
    ]
    switch addressType {
    case .publicIP: break
    case .privateIP: arguments.append("--private-ip")
    case .privateServiceConnect: arguments.append("--psc")
    }
    if iamAuthentication { arguments.append("--auto-iam-authn") }
    return arguments + [instance]
  }

  private func warnings(in context: PatternContext) -> [Warning] {
    guard context.podSpec["serviceAccountName"]?.string?.isEmpty != false else { return [] }
    return [
      Warning(
        path: context.path.appending("cloudSQL"),
        message: "the pod has no serviceAccountName, so that the proxy of pattern \"\(context.pattern)\" acts as the "
          + "namespace's default service account; name one that is bound to a Google service account with the role "
          + "roles/cloudsql.client")
    ]
  }
}
