/// An instance of Google's Cloud SQL, and how to reach it.
public struct CloudSQLInstance: Sendable, Hashable {
  /// The address of an instance that is connected to.
  public enum AddressType: String, Sendable, Hashable, CaseIterable {
    /// The public address.
    case publicIP = "Public"
    /// The address in the VPC network.
    case privateIP = "Private"
    /// Private Service Connect.
    case privateServiceConnect = "PrivateServiceConnect"
  }

  /// `project:region:instance`.
  public let instance: String
  /// The address to connect to.
  public let addressType: AddressType
  /// Whether the pod's identity is also the user of the database.
  public let iamAuthentication: Bool
}

extension CloudSQLInstance: Fragment {
  init(reading fields: inout FieldReader) {
    instance = fields.required(
      "instance", .string(.cloudSQLInstance),
      "The connection name of the instance, such as my-project:europe-west1:orders.")
    addressType =
      fields.optional(
        "addressType", .choice(placeholder: AddressType.publicIP),
        "The address of the instance to connect to: Public, Private or PrivateServiceConnect. The default is Public.")
      ?? .publicIP
    iamAuthentication =
      fields.optional(
        "iamAuthentication", .boolean,
        "Whether the pod's identity is also the user of the database (IAM database authentication). The default is no.")
      ?? false
  }
}
