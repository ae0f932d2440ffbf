// swift-tools-version:6.2
import PackageDescription

let package = Package(
  name: "podpattern",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "podpattern", targets: ["podpattern"]),
    .library(name: "KubernetesClient", targets: ["KubernetesClient"]),
    .library(name: "ControllerRuntime", targets: ["ControllerRuntime"]),
    .library(name: "PatternLibrary", targets: ["PatternLibrary", "PodPatternAPI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
    .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2", traits: []),
  ],
  targets: [
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "JSONTree", dependencies: ["CLibYAML"]),
    .target(
      name: "KubernetesClient",
      dependencies: [
        "CZlib", "JSONTree",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .target(
      name: "ControllerRuntime",
      dependencies: [
        "JSONTree", "KubernetesClient",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "HeapModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .target(name: "PodPatternAPI", dependencies: ["JSONTree"]),
    .target(name: "PatternLibrary", dependencies: ["JSONTree", "PodPatternAPI"]),
    .target(
      name: "PodPatternOperator",
      dependencies: [
        "ControllerRuntime", "JSONTree", "KubernetesClient", "PatternLibrary", "PodPatternAPI",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .executableTarget(
      name: "podpattern",
      dependencies: [
        "ControllerRuntime", "JSONTree", "KubernetesClient", "PatternLibrary", "PodPatternAPI", "PodPatternOperator",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),

    .target(
      name: "TestSupport",
      dependencies: [
        "ControllerRuntime", "JSONTree", "KubernetesClient",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      path: "Tests/TestSupport", exclude: ["Programs/Python"]),
    .testTarget(name: "JSONTreeTests", dependencies: ["JSONTree"]),
    .testTarget(
      name: "KubernetesClientTests",
      dependencies: [
        "JSONTree", "KubernetesClient", "TestSupport",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "MetricsTestKit", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    .testTarget(
      name: "ControllerRuntimeTests",
      dependencies: [
        "ControllerRuntime", "JSONTree", "KubernetesClient", "TestSupport",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "InMemoryLogging", package: "swift-log"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "MetricsTestKit", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
      ]),
    .testTarget(
      name: "PodPatternAPITests", dependencies: ["JSONTree", "KubernetesClient", "PodPatternAPI", "TestSupport"]),
    .testTarget(
      name: "PatternLibraryTests",
      dependencies: [
        "JSONTree", "KubernetesClient", "PatternLibrary", "PodPatternAPI", "TestSupport",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      exclude: ["Goldens"]),
    .testTarget(
      name: "PodPatternOperatorTests",
      dependencies: [
        "ControllerRuntime", "JSONTree", "KubernetesClient", "PatternLibrary", "PodPatternAPI", "PodPatternOperator",
        "TestSupport", .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .testTarget(
      name: "PodPatternCommandTests",
      dependencies: [
        "JSONTree", "KubernetesClient", "PodPatternAPI", "PodPatternOperator", "TestSupport", "podpattern",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .testTarget(
      name: "FaultTests",
      dependencies: [
        "ControllerRuntime", "JSONTree", "KubernetesClient", "PodPatternAPI", "PodPatternOperator", "TestSupport",
        .product(name: "InMemoryLogging", package: "swift-log"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .testTarget(name: "NodeTests", dependencies: ["JSONTree", "TestSupport"]),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "JSONTree", "KubernetesClient", "PodPatternAPI", "TestSupport",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      path: "Tests/Fuzzing"),
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "JSONTree", "KubernetesClient", "PatternLibrary", "PodPatternAPI", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Tests/Benchmarks"),
  ],
  swiftLanguageModes: [.v6]
)
