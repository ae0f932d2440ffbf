/// Which of the four patterns a pattern is, and its use case.
public enum PatternKind: Sendable, Hashable {
  /// A container between the application and the network.
  case ambassador(Ambassador)
  /// A container that turns the application's interface into a standard one.
  case adapter(Adapter)
  /// A container that helps the application while it runs.
  case sidecar(Sidecar)
  /// A container that prepares the pod, then ends; `init` in manifests.
  case initialize(Init)
}
