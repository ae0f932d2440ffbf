// The formats that Kubernetes itself demands: `k8s.io/apimachinery/pkg/util/validation` unless it says otherwise.

extension StringFormat {
  private static let labelExpression = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
  private static let subdomainExpression = "\(labelExpression)([.]\(labelExpression))*"
  private static let qualifiedNameExpression = "[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?"

  /// The name of a container, a volume or a port of a Service (RFC 1123).
  static let label = StringFormat(
    labelExpression, maximumLength: 63,
    "must be a DNS label: lower-case letters, digits and '-', beginning and ending with a letter or digit")

  /// The name of most objects, such as a Secret (RFC 1123).
  static let subdomain = StringFormat(
    subdomainExpression, maximumLength: 253,
    "must be a DNS subdomain: lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit")

  /// The host name that a TLS client asks for; the leftmost label may be `*`.
  static let serverName = StringFormat(
    "([*][.])?\(subdomainExpression)", maximumLength: 253,
    "must be a DNS name in lower case, such as 'www.example.com' or '*.example.com'")

  /// The name of a container's port (RFC 6335): at most 15 characters, and at least one letter.
  static let portName = StringFormat(
    "([0-9]+-)*[0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*", maximumLength: 15,
    "must be the name of a container's port: lower-case letters, digits and single '-', with at least one letter")

  /// The key of a label or annotation, and an application protocol: a name, with a DNS subdomain before it or without.
  static let qualifiedName = StringFormat(
    "(\(subdomainExpression)/)?\(qualifiedNameExpression)", maximumLength: 317,
    "must be a qualified name: letters, digits, '-', '_' and '.', optionally after a DNS subdomain and '/'")

  /// The value of a label.
  static let labelValue = StringFormat(
    "(\(qualifiedNameExpression))?", maximumLength: 63,
    "must be a label value: letters, digits, '-', '_' and '.', beginning and ending with a letter or digit")

  /// A key of a ConfigMap or Secret (`IsConfigMapKey`).
  static let configMapKey = StringFormat(
    "[.]?[-_A-Za-z0-9][-._A-Za-z0-9]*", maximumLength: 253,
    "must be a key of a ConfigMap or Secret: letters, digits, '-', '_' and '.', not beginning with '..'")

  /// The name of an environment variable; newer versions of Kubernetes allow more characters.
  static let environmentVariableName = StringFormat(
    "[-._A-Za-z][-._A-Za-z0-9]*", maximumLength: 253,
    "must be the name of an environment variable: letters, digits, '_', '-' and '.', not beginning with a digit")

  /// The name of a process, of which Linux keeps 15 bytes.
  static let processName = StringFormat(
    "[A-Za-z0-9][-._A-Za-z0-9]*", maximumLength: 15,
    "must be the name of a process: at most 15 letters, digits, '-', '_' and '.'")

  /// A kernel parameter, with `.` or `/` between its parts (`IsValidSysctlName`).
  static let sysctlName = StringFormat(
    "[a-z0-9]([-_a-z0-9]*[a-z0-9])?([./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*", maximumLength: 253,
    "must be the name of a kernel parameter, such as 'vm.max_map_count'")

  /// The kind of an object.
  static let kind = StringFormat(
    "[A-Z][A-Za-z0-9]*", maximumLength: 63, "must be the kind of an object, such as 'Deployment'")

  /// The group and version of an object; the core group has no name.
  static let apiVersion = StringFormat(
    "(\(subdomainExpression)/)?v[0-9]+((alpha|beta)[0-9]+)?", maximumLength: 253,
    "must be a group and version, such as 'argoproj.io/v1alpha1'")

  /// The way to a field of an object through the fields around it.
  static let fieldPath = StringFormat(
    "[A-Za-z][A-Za-z0-9]*([.][A-Za-z][A-Za-z0-9]*)*", maximumLength: 253,
    "must be names of fields between dots, such as 'spec.template'")

  /// The reason of a condition (`metav1.Condition`).
  static let conditionReason = StringFormat(
    "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?", maximumLength: 1024, "must be a CamelCase word")

  /// A length of time (`metav1.Duration`, without fractions); short enough that every number in it is a small one.
  static let duration = StringFormat(
    "([0-9]+(ms|s|m|h))+", maximumLength: 10, "must be a duration such as '30s', '10m' or '1h30m'")

  /// A share of a hundred.
  static let percentage = StringFormat(
    "([1-9][0-9]?|100)%", maximumLength: 4, "must be a share from '1%' to '100%'")

  /// A point in time in UTC (RFC 3339).
  static let timestamp = StringFormat(
    "[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+([.][0-9]+)?(Z|[+-][0-9]+:[0-9]+)", maximumLength: 64,
    "must be a time such as '2026-01-31T12:00:00Z'")
}
