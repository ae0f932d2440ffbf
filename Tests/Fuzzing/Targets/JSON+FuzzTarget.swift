import JSONTree

extension FuzzTarget {
  static let json = FuzzTarget("JSON", corpus: Corpus.objects + Corpus.scalars) { bytes, _ in
    guard let value = try? JSON.parse(bytes) else { return nil }
    return (try? JSON.parse(value.serialized())) == value ? nil : "written and read again, it is another value"
  }

  static let yaml = FuzzTarget("YAML", corpus: Corpus.objects + Corpus.yaml) { bytes, _ in
    guard let documents = try? YAML.parse(bytes) else { return nil }
    return (try? YAML.parse(YAML.write(documents))) == documents ? nil : "written and read again, it is another value"
  }
}
