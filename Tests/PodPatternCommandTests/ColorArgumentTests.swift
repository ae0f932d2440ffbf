import Testing

@testable import podpattern

@Suite struct ColorArgumentTests {
  @Test(
    arguments: [
      (ColorArgument.auto, true, [:], true), (.auto, false, [:], false), (.auto, true, ["NO_COLOR": "1"], false),
      (.auto, true, ["NO_COLOR": ""], true), (.always, false, ["NO_COLOR": "1"], true), (.never, true, [:], false),
    ] as [(ColorArgument, Bool, [String: String], Bool)])
  func colorsAreForTerminals(
    argument: ColorArgument, onTerminal: Bool, environment: [String: String], expected: Bool
  ) {
    #expect(argument.isOn(onTerminal: onTerminal, environment: environment) == expected)
  }
}
