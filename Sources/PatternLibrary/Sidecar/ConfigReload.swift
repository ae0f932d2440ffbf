import JSONTree
import PodPatternAPI

// Sidecar: has the application read its configuration again when a ConfigMap or Secret that the pod mounts has changed.
//
//   kubelet ── swaps ..data ──▶ volume ◀── looks ── sidecar ── signal, or http ──▶ application
//
// The kubelet writes the new files beside the old ones and then swaps one symbolic link, `..data`, for all of them. Only
// that link is looked at, so that a change is seen when it is complete. What was reloaded last is kept in a volume: a
// change while the container is restarted is not lost, and one whose reload failed is tried again until it succeeds. As
// a native sidecar it keeps the application from starting before it knows what the application then reads.

extension ConfigReload {
  func podExtension(in context: PatternContext) -> PodExtension {
    var result = PodExtension()
    result.containers = [Sourced(container(in: context), context.generatedContainer)]
    result.volumes = [
      Sourced(["name": .string(stateVolume(in: context)), "emptyDir": ["sizeLimit": "1Mi"]], context.generated)
    ]
    let source = Source(holder: context.generated.holder, path: context.path)
    result.updatedVolumes = volumes.enumerated().map { Sourced($1, source.appending("volumes", index: $0)) }
    result.warnings = subPathWarnings(in: context)
    if case .signal(let signal) = action {
      result.sharedProcessNamespace = context.source("signal")
      result.problems = signal.problems(in: context)
    }
    return result
  }

  private func container(in context: PatternContext) -> JSON {
    let watched = volumes.map { (name: $0, path: "\(Self.volumesDirectory)/\($0)") }
    var container: JSON = [
      "name": .string(context.pattern),
      "image": .string(image ?? context.options.images[.busybox]),
      "command": ["sh", "-c", .string(reload + Self.watch), .string(context.pattern)],
      "args": .array(watched.map { .string($0.path) }),
      "env": .array(settings.map { .variable($0, $1) }),
      "resources": resources ?? .helperResources,
      "securityContext": needsUserOfApplication ? context.securityContextOfApplication : Security.restricted(),
      "volumeMounts": .array(
        watched.map { ["name": .string($0.name), "mountPath": .string($0.path), "readOnly": true] } + [
          ["name": .string(stateVolume(in: context)), "mountPath": .string(Self.stateDirectory)]
        ]),
    ]
    if context.options.capabilities.nativeSidecars {
      container["startupProbe"] = Probe.exec(["sh", "-c", "[ -e \(Self.applied) ]"]).untilStarted
    }
    return container
  }

  private static let volumesDirectory = "/podpattern/volumes"
  private static let stateDirectory = "/podpattern/state"
  /// The versions of the volumes that the application has read.
  private static let applied = "\(stateDirectory)/applied"

  private func stateVolume(in context: PatternContext) -> String { "\(context.pattern)-state" }

  /// The kernel lets a process without capabilities signal those of its own user alone.
  private var needsUserOfApplication: Bool { if case .signal = action { true } else { false } }

  /// Looks every two seconds, after which it is at most two seconds later than the kubelet.
  private static let watch = """
    trap 'exit 0' TERM
    applied=\(applied)
    versions() { for volume do readlink "$volume/..data"; done; }
    record() { printf '%s\\n' "$1" >"$applied.new" && mv "$applied.new" "$applied"; }
    [ -e "$applied" ] || record "$(versions "$@")"
    while :; do
      now=$(versions "$@")
      if [ "$now" != "$(cat "$applied")" ]; then
        if reload; then
          record "$now"
          echo "the configuration has changed: reloaded"
        else
          echo "the configuration has changed, but the reload failed: trying again" >&2
        fi
      fi
      sleep 2 &
      wait $!
    done
    """

  /// The shell function `reload`. What a user chooses comes in variables, never as part of the script.
  private var reload: String {
    switch action {
    case .signal:
      // Workers of a program have its name as well: the one whose parent has another name is the one to signal.
      """
      name() { cat "$1/comm" 2>/dev/null; }
      reload() {
        signalled=false
        for process in /proc/[0-9]*; do
          [ -O "$process" ] && [ "$(name "$process")" = "$RELOAD_PROCESS" ] || continue
          parent=$(sed -n 's/^PPid:[^0-9]*//p' "$process/status" 2>/dev/null)
          [ "$(name "/proc/$parent")" = "$RELOAD_PROCESS" ] && continue
          kill -s "$RELOAD_SIGNAL" "${process#/proc/}" && signalled=true
        done
        $signalled
      }

      """
    case .http(let request):
      """
      reload() { timeout 10 wget -q -Y off -O /dev/null \(request.isPost ? "--post-data '' " : "")"$RELOAD_URL"; }

      """
    }
  }

  private var settings: KeyValuePairs<String, String> {
    switch action {
    case .signal(let signal): ["RELOAD_PROCESS": signal.process, "RELOAD_SIGNAL": (signal.name ?? .hup).rawValue]
    case .http(let request): ["RELOAD_URL": "http://127.0.0.1:\(request.port)\(request.path ?? "/-/reload")"]
    }
  }

  /// A file mounted by `subPath` stays as it was when the container started.
  private func subPathWarnings(in context: PatternContext) -> [Warning] {
    context.application.elements("volumeMounts").filter { mount in
      volumes.contains { $0 == mount.name }
        && ["subPath", "subPathExpr"].contains { mount.value[$0]?.nonNull != nil }
    }.map { mount in
      Warning(
        path: mount.path("subPath"),
        message: "what is mounted by subPath never changes while the container runs, so that pattern "
          + "\"\(context.pattern)\" has it reload the same; mount the volume as a directory")
    }
  }
}

extension ReloadRequest {
  fileprivate var isPost: Bool { (method ?? .post) == .post }
}

extension ReloadSignal {
  fileprivate func problems(in context: PatternContext) -> [Problem] {
    guard context.applicationUser == nil || context.applicationUser == 0 else { return [] }
    return [
      Problem(
        path: context.path.appending("signal"), kind: .forbidden,
        message: "container \"\(context.application.name ?? "")\" needs a securityContext with a runAsUser other than "
          + "0: pattern \"\(context.pattern)\" runs as the same user, who alone may signal it")
    ]
  }
}
