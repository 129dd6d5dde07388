//! The options that only `jrun` has: `--watch`, `--report`, `-Xstress:`, and the sub-commands that are announced but not here yet.
//!
//! Never: the behaviour behind them; that is `redefine`'s and `objectspace`'s.

use super::{Environment, Output};

/// The form of update reports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object per line, for tools.
    Json,
}

impl ReportFormat {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// `-Xstress:…`: modes that must not change what a program does. For testing the VM itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stress {
    /// `collect=N`: a collection at every N-th allocation on the slow path.
    pub collect: Option<u64>,
    /// `move`: every collection moves every object.
    pub move_everything: bool,
    /// `poison`: freed memory is overwritten.
    pub poison: bool,
    /// `redefine=N`: every class is redefined to itself every N safe points.
    pub redefine: Option<u64>,
    /// `tiny-stack`: Java stacks begin tiny and grow to their size step by step.
    pub tiny_stack: bool,
    /// `sanity`: the heap is walked and checked after every collection.
    pub sanity: bool,
    /// `rollback`: every second update is undone at once.
    pub rollback: bool,
}

impl Stress {
    /// Adds the modes of one `-Xstress:` option.
    pub(super) fn add(&mut self, text: &str) -> Result<(), String> {
        for mode in text.split(',') {
            let (name, count) = match mode.split_once('=') {
                Some((name, count)) => match count.parse::<u64>() {
                    Ok(count) if count > 0 => (name, Some(count)),
                    _ => return Err(format!("`{mode}` needs a number above 0")),
                },
                None => (mode, None),
            };
            match (name, count) {
                ("collect", Some(_)) => self.collect = count,
                ("redefine", Some(_)) => self.redefine = count,
                ("move", None) => self.move_everything = true,
                ("poison", None) => self.poison = true,
                ("tiny-stack", None) => self.tiny_stack = true,
                ("sanity", None) => self.sanity = true,
                ("rollback", None) => self.rollback = true,
                _ => {
                    return Err(format!(
                        "`{mode}` is no stress mode; there are collect=N, move, poison, redefine=N, tiny-stack, sanity, rollback"
                    ));
                }
            }
        }
        Ok(())
    }
}

const LATER_COMMANDS: [&str; 4] = ["patch", "update", "undo", "versions"];

/// The answer to `jrun patch|update|undo|versions`, unless a class of that name is there to be run.
pub(super) fn later_command(arguments: &[String], environment: Environment<'_>) -> Option<Output> {
    let word = arguments.first().filter(|word| LATER_COMMANDS.contains(&word.as_str()))?;
    let path = environment("CLASSPATH").unwrap_or_else(|| ".".to_owned());
    if path.split(':').any(|entry| std::path::Path::new(entry).join(format!("{word}.class")).is_file()) {
        return None;
    }
    Some(Output {
        stderr: format!(
            "Error: `jrun {word}` comes in a later version. A running program is updated with `jrun --watch DIR …`:\nrecompile into DIR and the changed classes are taken over.\n"
        ),
        code: 2,
        ..Output::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stress_modes() {
        let mut stress = Stress::default();
        stress.add("collect=7,move,poison").unwrap();
        stress.add("redefine=100,tiny-stack,sanity,rollback").unwrap();
        let all = Stress {
            collect: Some(7),
            move_everything: true,
            poison: true,
            redefine: Some(100),
            tiny_stack: true,
            sanity: true,
            rollback: true,
        };
        assert_eq!(stress, all);
        for wrong in ["", "collect", "collect=0", "move=3", "redefine=x", "nothing"] {
            assert!(Stress::default().add(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn later_commands_are_named_honestly() {
        let none = |_: &str| Some("no-such-folder".to_owned());
        let output = later_command(&["update".into(), "1".into()], &none).unwrap();
        assert_eq!(output.code, 2);
        assert!(output.stderr.contains("`jrun update` comes in a later version"));
        assert_eq!(later_command(&["updates".into()], &none), None);
        assert_eq!(later_command(&["-cp".into(), "update".into()], &none), None);
    }
}
