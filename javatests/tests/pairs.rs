//! Random pairs of versions, updated while their program runs and undone, each compared with the model. `JAVATESTS_PAIRS` says
//! how many, `JAVATESTS_SEED` of which seed, `JAVATESTS_FIRST` from which number on.

use javatests::compile_server::CompileServer;
use javatests::pairs::run::{BATCH, Batch, Pair, Verdict, library, shrink};
use javatests::tools::Tools;
use std::process::ExitCode;
use std::sync::mpsc::sync_channel;
use std::time::Instant;

/// Pairs in a run, if nothing is said.
const PAIRS: usize = 200;
/// And under a stress mode.
const STRESSED: usize = 60;
/// Failures that are made smaller; more tell little.
const SHRUNK: usize = 3;

fn number(name: &str, or: u64) -> Result<u64, String> {
    match std::env::var(name) {
        Ok(text) => text.parse().map_err(|_| format!("{name}={text} is not a number")),
        Err(_) => Ok(or),
    }
}

fn main() -> ExitCode {
    match all() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("javatests: {error}");
            ExitCode::FAILURE
        }
    }
}

fn all() -> Result<bool, String> {
    let tools = Tools::find()?;
    if tools.self_check {
        println!("pairs: java takes no updates");
        return Ok(true);
    }
    let seed = number("JAVATESTS_SEED", 1)?;
    let usual = if tools.stress.is_empty() { PAIRS } else { STRESSED };
    let count = number("JAVATESTS_PAIRS", usual as u64)? as usize;
    let first = number("JAVATESTS_FIRST", 0)? as usize;
    println!("pairs: {count} of JAVATESTS_SEED={seed}");
    let server = CompileServer::default();
    let library = &library(&tools, &server)?;
    let (tools, server) = (&tools, &server);
    let (began, mut updates, mut wrong) = (Instant::now(), 0, Vec::new());
    let numbers: &[usize] = &(first..first + count).collect::<Vec<_>>();
    // While one batch runs the next is compiled.
    let (compiled, batches) = sync_channel(1);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for batch in numbers.chunks(BATCH) {
                let pairs: Vec<Pair> = batch.iter().map(|number| Pair::new(seed, *number)).collect();
                let folder = format!("batch{}", batch[0]);
                // Nobody takes it any more if a batch could not be run.
                if compiled.send(Batch::compile(tools, server, library, &folder, pairs)).is_err() {
                    return;
                }
            }
        });
        for batch in batches {
            for (pair, verdict) in batch?.check(tools, library)? {
                match verdict {
                    Verdict::Right(done) => updates += done,
                    Verdict::Wrong(text) => wrong.push((pair, text)),
                }
            }
        }
        Ok::<(), String>(())
    })?;
    println!(
        "pairs: {updates} updates and undos in {:.1} s, {} pairs wrong",
        began.elapsed().as_secs_f64(),
        wrong.len()
    );
    for (pair, text) in wrong.iter().take(SHRUNK) {
        println!("\n{}", shrink(tools, server, library, pair, text.clone())?);
    }
    if wrong.len() > SHRUNK {
        let more: Vec<&str> = wrong[SHRUNK..].iter().map(|(pair, _)| pair.name.as_str()).collect();
        println!("also wrong: {}", more.join(" "));
    }
    Ok(wrong.is_empty())
}
