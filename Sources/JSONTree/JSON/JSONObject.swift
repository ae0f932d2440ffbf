/// The members of a JSON object, used like a dictionary.
///
/// They are one array in the order of their keys: no key is ever hashed, writing needs no sorting, and a small object takes
/// a fraction of a dictionary's memory. A member that is added moves those behind it, so many are given at once.
public struct JSONObject: Sendable, Hashable {
  struct Member: Sendable, Hashable {
    let key: String
    var value: JSON
  }

  /// In ascending order of their keys, no two of which are equal.
  private(set) var members: [Member]

  /// An object of members in any order; of two with one key the last counts.
  init(_ members: [Member]) {
    self.members = members
    Self.order(&self.members)
  }

  /// An object of members that are in ascending order already.
  init(ascending members: [Member]) { self.members = members }

  /// Makes the order ascending; of members with one key the last stays.
  static func order(_ members: inout [Member]) {
    guard !isAscending(members) else { return }
    // The sort is stable, so that of equal keys the last is still the last.
    members.sort { $0.key < $1.key }
    guard !isAscending(members) else { return }
    members = withLastOfEqualKeys(members)
  }

  private static func isAscending(_ members: [Member]) -> Bool {
    members.indices.dropFirst().allSatisfy { members[$0 - 1].key < members[$0].key }
  }

  private static func withLastOfEqualKeys(_ sorted: [Member]) -> [Member] {
    var unique: [Member] = []
    for member in sorted {
      if let last = unique.indices.last, unique[last].key == member.key {
        unique[last].value = member.value
      } else {
        unique.append(member)
      }
    }
    return unique
  }

  /// The value of a member; `nil` where there is none. Assigning `nil` removes the member.
  public subscript(key: String) -> JSON? {
    get {
      let index = firstIndex(notBefore: key)
      guard isMember(key, at: index) else { return nil }
      return members[index].value
    }
    set {
      let index = firstIndex(notBefore: key)
      switch (isMember(key, at: index), newValue) {
      case (true, let value?): members[index].value = value
      case (true, nil): members.remove(at: index)
      case (false, let value?): members.insert(Member(key: key, value: value), at: index)
      case (false, nil): break
      }
    }
  }

  private func isMember(_ key: String, at index: Int) -> Bool { index < members.count && members[index].key == key }

  private func firstIndex(notBefore key: String) -> Int {
    var (low, high) = (0, members.count)
    while low < high {
      let middle = (low + high) / 2
      if members[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension JSONObject: RandomAccessCollection {
  /// The position of the first member.
  public var startIndex: Int { 0 }
  /// The position after the last member.
  public var endIndex: Int { members.count }
  /// The member at a position, in ascending order of the keys.
  public subscript(position: Int) -> (key: String, value: JSON) { (members[position].key, members[position].value) }
}
