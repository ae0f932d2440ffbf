/// How a renewed certificate gets into nginx: no process is restarted, and no connection is dropped.
///
/// nginx reads the certificate and its key from files at each handshake, one after the other. The kubelet replaces both
/// at once, but between the two reads as well as at any other time, and a certificate with the key of another makes the
/// handshake fail. So nginx is served from two copies that take turns by the clock, ten seconds each: in the middle of
/// one's turn the other is renewed. A pair that does not match is never served: nginx itself checks it first.
///
/// The authority of client certificates is read by nginx as it starts. A changed one makes nginx begin with new workers,
/// while the old ones finish the connections that they have.
enum NginxRenewal {
  static let certificateDirectory = "/etc/podpattern-certificate"
  static let clientCADirectory = "/etc/podpattern-client-ca"

  /// The copies that nginx reads; `/tmp` is in memory.
  static let clientCACopy = "/tmp/client-ca"

  static let scriptFileName = "serve.sh"
  static let checkFileName = "check.conf"

  /// The directives that choose the copy whose turn it is. They hold for one handshake, since nginx asks for the time
  /// once, and keeps the answer.
  static let turnMap = #"""
      map $time_iso8601 $turn {
        "~:[024].[-+]" even;
        default odd;
      }
    """#

  /// Runs nginx, and renews the copies beside it for as long as it lives.
  ///
  /// The kubelet keeps each version of a volume in a directory of its own, and `..data` leads to the current one: what is
  /// copied from there is of one version, or the copy fails and is made again.
  static let script = """
    umask 077

    # renew VOLUME COPY: succeeds where the volume has something new, which is then in the copy.
    renew() {
      source=$(readlink -f "$1/..data")
      [ "$source" != "$(cat "$2.source" 2>/dev/null)" ] || return 1
      rm -rf /tmp/next && cp -r "$source" /tmp/next || return 1
      echo "$source" >"$2.source"
      if [ "$1" = \(certificateDirectory) ]; then
        nginx -t -q -e stderr -c \(NginxConfiguration.directory)/\(checkFileName) || return 1
      fi
      rm -rf "$2" && mv /tmp/next "$2"
    }

    # A container that is started again finds what the one before it left.
    rm -rf /tmp/even* /tmp/odd* \(clientCACopy)*
    renew \(certificateDirectory) /tmp/even && renew \(certificateDirectory) /tmp/odd || exit 1
    if [ -d \(clientCADirectory) ]; then renew \(clientCADirectory) \(clientCACopy) || exit 1; fi

    while sleep 2 && kill -0 $$ 2>/dev/null; do
      case $(date +%S) in
      [024][3-6]) renew \(certificateDirectory) /tmp/odd ;;
      [135][3-6]) renew \(certificateDirectory) /tmp/even ;;
      esac
      if [ -d \(clientCADirectory) ] && renew \(clientCADirectory) \(clientCACopy); then kill -HUP $$; fi
    done &

    exec nginx -e stderr -c \(NginxConfiguration.directory)/\(NginxConfiguration.fileName)

    """

  /// A configuration that is right where the certificate and the key in `/tmp/next` belong together.
  static let checkConfiguration = """
    pid /tmp/check.pid;
    error_log stderr;
    events {}
    http {
      access_log off;
    \(NginxConfiguration.temporaryPaths)
      server {
        listen unix:/tmp/check.sock ssl;
        ssl_certificate /tmp/next/tls.crt;
        ssl_certificate_key /tmp/next/tls.key;
      }
    }

    """
}
