/// A container that prepares the pod, then ends.
public enum Init: Sendable, Hashable {
  /// Sets kernel parameters: the value of each by its name.
  case sysctl([String: String])
  /// A container of the user's own.
  case container(ContainerPattern)
}

extension Init: Fragment {
  init(reading fields: inout FieldReader) {
    let volumes = fields.containerVolumes()
    self = fields.exactlyOne(
      .member("sysctl", .map(keys: .sysctlName, values: .sysctlValue, count: 1...32), Self.sysctlText, Self.sysctl),
      .container(
        volumes: volumes, "A container of your own that ends before the application starts (Container).",
        Self.container))
    fields.describeKeys(of: "sysctl", .sysctlName)
  }

  private static let sysctlText = """
    Kernel parameters to set before the application starts, such as vm.max_map_count: "262144"; at most 32. It needs a \
    privileged container, so it only works where the operator was started with that allowed.
    """
}
