import JSONTree
import PodPatternAPI

extension WorkloadServicePort {
  /// The port as the Service has it; always with its protocol, by which server-side apply merges ports.
  var json: JSON {
    var port: JSON = ["port": .integer(Int64(self.port)), "protocol": .string(transportProtocol.rawValue)]
    port["name"] = name.map(JSON.string)
    port["nodePort"] = nodePort.map { .integer(Int64($0)) }
    port["appProtocol"] = appProtocol.map(JSON.string)
    port["targetPort"] = targetPort.map(\.json)
    return port
  }
}
