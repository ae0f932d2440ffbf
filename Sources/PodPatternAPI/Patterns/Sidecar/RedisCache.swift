import JSONTree

/// A Redis in the pod that only its containers can reach: a cache in memory, which forgets what it has no room for.
public struct RedisCache: Sendable, Hashable {
  /// What Redis removes when its memory is full; the names are those of its setting `maxmemory-policy`.
  public enum EvictionPolicy: String, Sendable, Hashable, CaseIterable {
    /// The key that was not used for the longest time.
    case allKeysLRU = "allkeys-lru"
    /// The key that is used least often.
    case allKeysLFU = "allkeys-lfu"
    /// Any key.
    case allKeysRandom = "allkeys-random"
    /// Of the keys that expire, the one that was not used for the longest time.
    case volatileLRU = "volatile-lru"
    /// Of the keys that expire, the one that is used least often.
    case volatileLFU = "volatile-lfu"
    /// Of the keys that expire, any.
    case volatileRandom = "volatile-random"
    /// Of the keys that expire, the one that expires first.
    case volatileTTL = "volatile-ttl"
    /// Nothing: writing fails then.
    case noEviction = "noeviction"
  }

  /// The port of localhost that Redis listens on, 1024 to 65535; `nil` for 6379.
  public let port: Int?
  /// How much memory the cached data may take, in mebibytes; `nil` for 64.
  public let maxMemory: Int?
  /// What to remove when that is full; `nil` for ``EvictionPolicy/allKeysLRU``.
  public let evictionPolicy: EvictionPolicy?
  /// The container's image; `nil` for the library's.
  public let image: String?
  /// The container's resources (`ResourceRequirements`); `nil` for what ``maxMemory`` needs.
  public let resources: JSON?
}

extension RedisCache: Fragment {
  init(reading fields: inout FieldReader) {
    port = fields.optional(
      "port", .integer(1024...65535), "The port on localhost that Redis listens on. The default is 6379.")
    maxMemory = fields.optional(
      "maxMemory", .mebibytes,
      """
      How much memory the cached data may take, such as 64Mi, which is the default. The container gets half as much \
      again.
      """)
    evictionPolicy = fields.optional(
      "evictionPolicy", .choice(placeholder: EvictionPolicy.allKeysLRU),
      """
      What is removed when the memory is full: allkeys-lru, allkeys-lfu, allkeys-random, volatile-lru, volatile-lfu, \
      volatile-random, volatile-ttl, or noeviction, with which writing fails. The default is allkeys-lru.
      """)
    image = fields.optional("image", .string(.image), "Another image for the container; it has to be a Redis.")
    resources = fields.optional(
      "resources", .embedded,
      "Other resources for the container (ResourceRequirements). Its memory limit has to be greater than maxMemory.")
  }
}
