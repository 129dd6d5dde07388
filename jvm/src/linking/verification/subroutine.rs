//! Subroutines of old class files: which ones a state is in, and which local variables each has changed (JVMS §4.10.2.5).

/// The subroutines that a state is in, outermost first.
pub(super) type Active = Vec<Subroutine>;

/// One active subroutine.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Subroutine {
    /// Where it starts.
    pub(super) entry: u32,
    /// One bit per local variable that it has changed.
    changed: Vec<u64>,
}

impl Subroutine {
    pub(super) fn new(entry: u32, max_locals: usize) -> Subroutine {
        Subroutine { entry, changed: vec![0; max_locals / 64 + 1] }
    }

    pub(super) fn change(&mut self, local: usize) {
        if let Some(word) = self.changed.get_mut(local / 64) {
            *word |= 1 << (local % 64);
        }
    }

    pub(super) fn has_changed(&self, local: usize) -> bool {
        self.changed.get(local / 64).is_some_and(|word| word >> (local % 64) & 1 != 0)
    }

    /// Adds what another has changed; says whether that was news.
    pub(super) fn add(&mut self, other: &Subroutine) -> bool {
        let mut news = false;
        for (mine, theirs) in self.changed.iter_mut().zip(&other.changed) {
            news |= *theirs & !*mine != 0;
            *mine |= *theirs;
        }
        news
    }
}

/// Where two paths meet only subroutines that both are in stay active. Says whether `into` changed.
pub(super) fn merge(into: &mut Active, from: &Active) -> bool {
    let before = into.len();
    let mut news = false;
    // Both lists are in order of nesting; what is common keeps that order.
    let mut next = 0;
    into.retain_mut(|mine| match from[next..].iter().position(|theirs| theirs.entry == mine.entry) {
        Some(at) => {
            news |= mine.add(&from[next + at]);
            next += at + 1;
            true
        }
        None => false,
    });
    news || into.len() != before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_keeps_what_both_are_in() {
        let sub = |entry, local| {
            let mut s = Subroutine::new(entry, 70);
            s.change(local);
            s
        };
        let mut a = vec![sub(5, 1), sub(9, 2)];
        assert!(merge(&mut a, &vec![sub(9, 65)]));
        assert_eq!(a.len(), 1);
        assert!(a[0].has_changed(2) && a[0].has_changed(65) && !a[0].has_changed(1));
        assert!(!merge(&mut a, &vec![sub(9, 65)]));
    }
}
