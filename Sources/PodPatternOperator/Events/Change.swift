import PodPatternAPI

/// What a look at a PodPattern did to one object.
struct Change: Sendable, Hashable {
  /// What was done, and why.
  enum Kind: Sendable, Hashable {
    /// It did not exist.
    case created
    /// Something else is declared than was applied last.
    case changed
    /// Somebody else had changed, deleted or replaced it.
    case restored
    /// It is no longer declared.
    case pruned
    /// It is somebody else's, and has been given back.
    case released
    /// It is somebody else's, and fields of others in it were taken, as the PodPattern wants it.
    case taken(fields: [String])
  }

  let object: ObjectID
  let kind: Kind
}

extension Change.Kind {
  /// Why an object was applied.
  ///
  /// - Parameters:
  ///   - live: the object before.
  ///   - applied: the record of the last apply; without one, nobody can have undone anything.
  init(_ difference: Difference, live: LiveObject?, applied: InventoryEntry?) {
    switch difference {
    case .drifted: self = .restored
    case .missing: self = applied == nil ? .created : .restored
    case .changed, .none: self = applied.map { $0.uid == live?.uid } ?? true ? .changed : .restored
    }
  }
}

extension Change.Kind {
  /// Why an object of somebody else's was extended.
  init(_ difference: Difference, of live: LiveTarget, applied: InventoryEntry?) {
    let isKnown = applied.map { $0.uid == live.uid } ?? false
    self = difference == .drifted && isKnown ? .restored : .changed
  }
}
