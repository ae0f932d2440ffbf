// Reading the files that a configuration names, with errors a person can act on.

import FoundationEssentials

/// Why a file could not be read.
struct FileError: Error, CustomStringConvertible {
  let description: String
  let isMissing: Bool
}

/// The bytes of a file.
@Sendable func readFileFromDisk(_ path: String) throws(FileError) -> [UInt8] {
  do {
    return Array(try Data(contentsOf: URL(filePath: path)))
  } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
    throw FileError(description: "no such file", isMissing: true)
  } catch let error as CocoaError where error.code == .fileReadNoPermission {
    throw FileError(description: "permission denied", isMissing: false)
  } catch {
    throw FileError(description: "the file cannot be read", isMissing: false)
  }
}
