// Amounts of memory.

extension FieldType where Value == Int {
  /// An amount of memory in Kubernetes' notation, as a number of mebibytes.
  static var mebibytes: FieldType {
    FieldType<String>.string(.memory).map { text in
      (Int(text.dropLast(2)) ?? 0) * (text.hasSuffix("Gi") ? 1024 : 1)
    }
  }
}
