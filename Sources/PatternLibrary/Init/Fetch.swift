import JSONTree
import PodPatternAPI

// Init: fetches objects from S3, Google Cloud Storage or web servers into a volume, with rclone.
//
//   store ── rclone ──▶ volume: .fetching ── SHA-256 ──▶ volume: path ◀── reads ── application
//
// A file gets its name when it is complete and its SHA-256 is right, in one step. A download that was interrupted is in
// a directory of its own, which the next attempt clears away.

extension Fetch {
  func podExtension(in context: PatternContext) -> PodExtension {
    let name = context.pattern
    var emptyDir: JSON = [:]
    emptyDir["sizeLimit"] = sizeLimit.map { .string("\($0)Mi") }
    var result = PodExtension()
    result.volumes = [Sourced(["name": .string(name), "emptyDir": emptyDir], context.generated)]
    if let secret = gcsCredentialsSecret {
      result.volumes.append(
        Sourced(["name": .string("\(name)-gcs"), "secret": ["secretName": .string(secret)]], context.generated))
    }
    result.application.volumeMounts = [
      Sourced(
        ["name": .string(name), "mountPath": .string(directory), "readOnly": true], context.source("directory"))
    ]
    result.initContainers = [Sourced(container(in: context), context.generatedContainer)]
    result.problems = pathProblems(in: context)
    return result
  }

  /// What could not stay beside the others.
  private func pathProblems(in context: PatternContext) -> [Problem] {
    objects.enumerated().compactMap { index, object in
      let message: String
      if object.path == Self.working || object.path.hasPrefix("\(Self.working)/") {
        message = "must not be in \(Self.working), where files are until they are complete"
      } else if let file = objects.first(where: { object.path.hasPrefix("\($0.path)/") }) {
        message = "\(file.path) is a file too, and nothing can be inside a file"
      } else {
        return nil
      }
      return Problem(
        path: context.path.appending("objects").appending(index: index).appending("path"),
        kind: .invalid(value: .string(object.path)), message: message)
    }
  }

  /// Where a file is while it is fetched, inside the directory.
  private static let working = ".fetching"

  private static let keyDirectory = "/etc/podpattern-gcs"

  private func container(in context: PatternContext) -> JSON {
    var mounts: [JSON] = [["name": .string(context.pattern), "mountPath": .string(directory)]]
    if gcsCredentialsSecret != nil {
      mounts.append(
        ["name": .string("\(context.pattern)-gcs"), "mountPath": .string(Self.keyDirectory), "readOnly": true])
    }
    return [
      "name": .string(context.pattern),
      "image": .string(image ?? context.options.images[.rclone]),
      "command": ["sh", "-c", .string(Self.program), .string(context.pattern)],
      "args": .array(([directory] + objects.flatMap(\.arguments)).map(JSON.string)),
      "env": .array(environment),
      "resources": resources ?? .transferResources,
      "securityContext": context.securityContextOfApplication,
      "volumeMounts": .array(mounts),
    ]
  }

  /// Fetches what its arguments say: the directory, then source, path and SHA-256 of each object, all of which rclone
  /// gets as arguments too.
  ///
  /// A key that does not exist can be the beginning of others, which rclone takes for a directory: only a file counts.
  private static let program = """
    set -eu
    cd "$1"
    shift
    rm -rf \(working)
    mkdir \(working)
    fetching=
    trap 'kill $fetching; rm -rf \(working); exit 143' TERM
    fail() { echo "$1" >&2; exit 1; }
    matches() { [ "$2" = any ] || echo "$2  $1" | sha256sum -c >/dev/null 2>&1; }
    while [ "$#" -gt 0 ]; do
      if [ "$3" = any ] || ! [ -f "$2" ] || ! matches "$2" "$3"; then
        case $1 in
        https:*)
          rclone copyurl "$1" \(working)/object ${AUTHORIZATION:+--header "Authorization: $AUTHORIZATION"} & ;;
        *) rclone copyto "$1" \(working)/object & ;;
        esac
        fetching=$!
        wait $fetching || fail "$1: could not be fetched"
        [ -f \(working)/object ] || fail "$1: is no object"
        matches \(working)/object "$3" || fail "$1: the SHA-256 is not $3"
        mkdir -p "$(dirname "$2")"
        mv \(working)/object "$2"
      fi
      echo "$1: is at $2"
      shift 3
    done
    rm -rf \(working)
    """

  /// What rclone has to know of the stores, which is all in variables: it finds no configuration file.
  private var environment: [JSON] {
    var variables: [JSON] = [
      .variable("RCLONE_CONFIG", "/dev/null"),
      .variable("RCLONE_CONFIG_S3_TYPE", "s3"),
      .variable("RCLONE_CONFIG_S3_PROVIDER", s3?.endpoint == nil ? "AWS" : "Other"),
      .variable("RCLONE_CONFIG_S3_ENV_AUTH", "true"),
      .variable("RCLONE_CONFIG_GS_TYPE", "google cloud storage"),
      .variable("RCLONE_CONFIG_GS_ENV_AUTH", "true"),
    ]
    if let endpoint = s3?.endpoint { variables.append(.variable("RCLONE_CONFIG_S3_ENDPOINT", endpoint)) }
    if let region = s3?.region { variables.append(.variable("RCLONE_CONFIG_S3_REGION", region)) }
    if let secret = s3?.credentialsSecret {
      variables += ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map { .variable($0, key: $0, ofSecret: secret) }
      variables.append(.variable("AWS_SESSION_TOKEN", key: "AWS_SESSION_TOKEN", ofSecret: secret, isOptional: true))
    }
    if gcsCredentialsSecret != nil {
      variables.append(.variable("GOOGLE_APPLICATION_CREDENTIALS", "\(Self.keyDirectory)/service-account.json"))
    }
    if let secret = httpsCredentialsSecret {
      variables.append(.variable("AUTHORIZATION", key: "authorization", ofSecret: secret))
    }
    return variables
  }
}

extension FetchedObject {
  /// The source as rclone has it, the path and the SHA-256.
  fileprivate var arguments: [String] {
    let rclone =
      source.hasPrefix("https:") ? source : source.replacing("://", with: ":", maxReplacements: 1)
    return [rclone, path, sha256 ?? "any"]
  }
}
