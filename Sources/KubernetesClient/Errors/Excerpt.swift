// Text from outside inside messages: bounded, and harmless to the terminal or log it ends up in.

/// The beginning of a text, on one line and without control characters.
func excerpt(of text: String, maximumLength: Int = 200) -> String {
  excerpt(of: text.utf8, maximumLength: maximumLength)
}

/// The beginning of a body, read as UTF-8, on one line and without control characters.
///
/// - Parameter maximumLength: how much of it to keep, in bytes.
func excerpt(of bytes: some Collection<UInt8>, maximumLength: Int = 200) -> String {
  var excerpt = ""
  for scalar in String(decoding: bytes.prefix(maximumLength), as: UTF8.self).unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator:
      if excerpt.last != " " { excerpt.append(" ") }
    case .format: excerpt += scalar.escaped(asASCII: true)
    default: excerpt.unicodeScalars.append(scalar)
    }
  }
  return bytes.count > maximumLength ? excerpt + "…" : excerpt
}
