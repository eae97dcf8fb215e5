use crate::text::fold_key;

/// Quan hệ với chủ hộ, as far as it says who is whose parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// Chủ hộ.
    Head,
    /// Vợ, chồng.
    Spouse,
    /// Con.
    Child,
    /// Cha, mẹ.
    Parent,
    /// Another, or none that is known.
    Other,
}

impl Relation {
    /// Whether somebody who is this to the head can be a parent of somebody who is `child` to the head.
    pub(super) const fn may_be_parent_of(self, child: Self) -> bool {
        matches!(
            (self, child),
            (Self::Head | Self::Spouse, Self::Child)
                | (Self::Parent, Self::Head)
                | (Self::Other, _)
                | (_, Self::Other)
        )
    }
}

/// The words for the relations.
#[derive(Debug)]
pub(super) struct Relations([(u64, Relation); 11]);

impl Relations {
    pub(super) fn new() -> Self {
        Self(
            [
                ("Chủ hộ", Relation::Head),
                ("Vợ", Relation::Spouse),
                ("Chồng", Relation::Spouse),
                ("Con", Relation::Child),
                ("Con đẻ", Relation::Child),
                ("Con trai", Relation::Child),
                ("Con gái", Relation::Child),
                ("Cha", Relation::Parent),
                ("Cha đẻ", Relation::Parent),
                ("Mẹ", Relation::Parent),
                ("Mẹ đẻ", Relation::Parent),
            ]
            .map(|(word, relation)| (fold_key(word), relation)),
        )
    }

    pub(super) fn get(&self, text: &str) -> Relation {
        let key = fold_key(text);
        self.0
            .iter()
            .find(|(known, _)| *known == key)
            .map_or(Relation::Other, |(_, relation)| *relation)
    }
}
