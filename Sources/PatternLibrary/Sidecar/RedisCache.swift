import JSONTree
import PodPatternAPI

// Sidecar: a Redis that caches for the application, as near as can be: on the loopback address of its pod.
//
//   application ── 127.0.0.1:port ──▶ redis
//
// Nothing is ever written to disk. What does not fit into `maxMemory` makes room by the eviction policy, and a restart
// of the container begins with an empty cache.

extension RedisCache {
  private var listenPort: Int { port ?? 6379 }

  func podExtension(in context: PatternContext) -> PodExtension {
    var result = PodExtension()
    result.containers = [Sourced(container(in: context), context.generatedContainer)]
    result.ports = [
      PortClaim(
        port: listenPort, protocol: "TCP", container: context.pattern, source: context.containerSource("port"))
    ]
    result.warnings = context.hostNetworkWarnings("the cache", port: listenPort)
    return result
  }

  private func container(in context: PatternContext) -> JSON {
    let probe = Probe.exec(["redis-cli", "-h", "127.0.0.1", "-p", "\(listenPort)", "ping"])
    var container: JSON = [
      "name": .string(context.pattern),
      "image": .string(image ?? context.options.images[.redis]),
      "command": .array((["redis-server"] + settings).map(JSON.string)),
      "readinessProbe": probe.every(seconds: 10),
      "resources": resources ?? memoryResources,
      "securityContext": Security.restricted(),
    ]
    if context.options.capabilities.nativeSidecars { container["startupProbe"] = probe.untilStarted }
    return container
  }

  /// Every setting stands here: no configuration file is read, and the image's entry point is not run.
  ///
  /// The `-` before an address lets Redis start where the address does not exist, as on a node without IPv6.
  private var settings: [String] {
    [
      "--bind", "127.0.0.1 -::1",
      "--port", "\(listenPort)",
      "--protected-mode", "yes",
      "--maxmemory", "\(maxMebibytes)mb",
      "--maxmemory-policy", (evictionPolicy ?? .allKeysLRU).rawValue,
      "--save", "",
      "--appendonly", "no",
    ]
  }

  private var maxMebibytes: Int { maxMemory ?? 64 }

  /// The data, and half as much again for fragmentation and connections; at least 32Mi for Redis itself.
  private var memoryResources: JSON {
    let limit = maxMebibytes + max(maxMebibytes / 2, 32)
    return [
      "requests": ["cpu": "20m", "memory": .string("\(maxMebibytes + 16)Mi")],
      "limits": ["cpu": "1", "memory": .string("\(limit)Mi")],
    ]
  }
}
