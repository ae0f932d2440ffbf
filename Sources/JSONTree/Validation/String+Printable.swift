// Texts from outside inside messages: bounded, and harmless to the terminal or log they end up in.

extension String {
  /// The text with control and format characters escaped, and its middle left out where it is longer than allowed.
  ///
  /// - Parameter maximumLength: how many Unicode scalars of the text to keep.
  func printable(maximumLength: Int) -> String {
    let scalars = unicodeScalars
    let half = maximumLength / 2
    guard scalars.index(scalars.startIndex, offsetBy: maximumLength + 1, limitedBy: scalars.endIndex) != nil,
      let headEnd = scalars.index(scalars.startIndex, offsetBy: half, limitedBy: scalars.endIndex),
      let tailStart = scalars.index(scalars.endIndex, offsetBy: -half, limitedBy: headEnd)
    else { return Self.escaping(scalars[...]) }
    return Self.escaping(scalars[..<headEnd]) + "…" + Self.escaping(scalars[tailStart...])
  }

  private static func escaping(_ scalars: Substring.UnicodeScalarView) -> String {
    var text = ""
    for scalar in scalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: text += scalar.escaped(asASCII: true)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
