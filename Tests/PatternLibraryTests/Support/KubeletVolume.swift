// A volume of a ConfigMap or Secret, written as the kubelet writes it.

import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A directory in which every file is a link into `..data`, which is a link to the directory of the current version.
///
/// Source: `pkg/volume/util/atomic_writer.go` of Kubernetes.
struct KubeletVolume {
  let path: String
  private let directory: TemporaryDirectory

  init(_ name: String, in directory: TemporaryDirectory) throws {
    self.directory = directory
    path = try directory.makeDirectory(name)
  }

  /// A volume that already has a version.
  init(_ name: String, in directory: TemporaryDirectory, _ files: [String: String]) throws {
    try self.init(name, in: directory)
    try replace(files)
  }

  /// Writes the files of a new version beside the current one: all that there is to see of a change that is not complete.
  func prepare(version: String, _ files: [String: String]) throws {
    mkdir("\(path)/..\(version)", 0o755)
    for (name, text) in files {
      try TemporaryDirectory.write(text, to: "\(path)/..\(version)/\(name)")
      symlink("..data/\(name)", "\(path)/\(name)")
    }
    symlink("..\(version)", "\(path)/..data_tmp")
  }

  /// Makes a version that was prepared the current one, in one step.
  func swap() { rename("\(path)/..data_tmp", "\(path)/..data") }

  func change(to version: String, _ files: [String: String]) throws {
    try prepare(version: version, files)
    swap()
  }

  /// Makes a new version the current one, and removes the one before, as the kubelet does.
  func replace(_ files: [String: String]) throws {
    var target = [CChar](repeating: 0, count: 256)
    let length = readlink("\(path)/..data", &target, target.count)
    try change(to: "\(UInt64.random(in: .min ... .max))", files)
    guard length > 0 else { return }
    let before = String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    TemporaryDirectory.remove("\(path)/\(before)")
  }
}
