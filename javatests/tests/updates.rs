//! Programs that are updated while they run; against java itself they run without updates.

use std::process::ExitCode;
use std::sync::Arc;

use javatests::known::Known;
use javatests::{arguments, chat, home, tools::Tools, updates};
use libtest_mimic::Trial;

type Check = fn(&Tools) -> Result<(), String>;

fn main() -> ExitCode {
    let args = arguments();
    let prepared = Tools::find().and_then(|tools| {
        let known = Known::read(&home().join("known-failures.toml"), !tools.stress.is_empty())?;
        Ok((Arc::new(tools), Arc::new(known)))
    });
    let (tools, known) = match prepared {
        Ok(p) => p,
        Err(e) => {
            eprintln!("javatests: {e}");
            return ExitCode::FAILURE;
        }
    };
    let checks: [(&str, Check); 3] = [
        ("updates::ticketshop", updates::ticketshop),
        ("updates::hammer", updates::hammer),
        ("updates::chat", chat::chat),
    ];
    let trials = checks
        .into_iter()
        .map(|(id, check)| {
            let (tools, known) = (Arc::clone(&tools), Arc::clone(&known));
            Trial::test(id, move || {
                let result = check(&tools);
                if tools.self_check { result } else { known.judge(id, result) }.map_err(Into::into)
            })
        })
        .collect();
    libtest_mimic::run(&args, trials).exit_code()
}
