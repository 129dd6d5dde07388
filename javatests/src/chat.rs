//! The chat server of `examples/chat` under load: ten clients say and read messages over HTTP while its messages become ones of
//! users and of the server, and plain ones again. No request may fail and no message be lost.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::compile::{Unit, compile};
use crate::outcome::End;
use crate::process::{Live, Run, start};
use crate::tools::Tools;
use crate::updates::{put, wait_for, wait_for_report};

const CLIENTS: usize = 10;
/// Messages that are there before the first client comes; every fifth is the server's.
const LIVE: u64 = 30_000;
/// Requests that must be answered before each update, between them and after the last.
const BETWEEN: u64 = 400;
const PATIENCE: Duration = Duration::from_secs(30);

/// What the clients have come to.
#[derive(Default)]
struct Load {
    over: AtomicBool,
    answered: AtomicU64,
    said: AtomicU64,
    failures: Mutex<Vec<String>>,
}

/// The server goes to v2 and to v3 under load.
pub fn chat(tools: &Tools) -> Result<(), String> {
    let examples = crate::home().join("../examples/chat");
    let dir = crate::updates::watched(tools, "chat")?;
    let api = crate::home().join("../classlib/java");
    let api = Unit { name: "chat-api", sources: &api, resources: None, class_path: &[] };
    let api = compile(tools, &api)?.classes;
    let class = |version: &str| -> Result<PathBuf, String> {
        let path = if version == "v1" { Vec::new() } else { vec![dir.clone(), api.clone()] };
        let name = format!("chat-{version}");
        let unit = Unit { name: &name, sources: &examples.join(version), resources: None, class_path: &path };
        Ok(compile(tools, &unit)?.classes)
    };
    put(&class("v1")?, &dir)?;
    let limit = Duration::from_secs(120).mul_f64(tools.time_factor);
    let folder = tools.work.join("run").join("chat");
    let mut args: Vec<OsString> = tools.stress.iter().map(OsString::from).collect();
    if !tools.self_check {
        args.extend(["--watch".into(), dir.clone().into(), "--when=quiescent".into()]);
    }
    args.extend(["-cp".into(), dir.clone().into(), "chat.Main".into(), LIVE.to_string().into()]);
    let mut live = start(&Run { vm: &tools.jrun, args, stdin: None, folder, limit })?;
    let line = wait_for(&mut live, 0, |line| line.starts_with("listening on "))?;
    let port: u16 = line.trim_start_matches("listening on ").parse().map_err(|_| format!("printed {line:?}"))?;
    let load = Arc::new(Load::default());
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let load = Arc::clone(&load);
            thread::spawn(move || client(port, number, &load))
        })
        .collect();
    let result = updates(tools, &mut live, &load, &dir, port, &class);
    load.over.store(true, Ordering::SeqCst);
    for client in clients {
        client.join().map_err(|_| "a client panicked")?;
    }
    result?;
    if let Some(failure) = load.failures.lock().map_err(|_| "a client panicked")?.first() {
        return Err(format!("a request failed: {failure}"));
    }
    let (answered, said) = (load.answered.load(Ordering::SeqCst), load.said.load(Ordering::SeqCst));
    let state = get(port, "/state")?;
    if state != format!("{} messages", LIVE + said) {
        return Err(format!("{said} messages were added to {LIVE}, and at the end there are {state}"));
    }
    get(port, "/end")?;
    let outcome = live.finish()?;
    if outcome.end != End::Exit(0) {
        return Err(format!("{}\n{}", outcome.end, outcome.tail()));
    }
    println!("chat: {answered} requests of {CLIENTS} clients answered, {said} messages said; none failed, none lost");
    for line in String::from_utf8_lossy(&outcome.stderr).lines().filter(|line| line.contains(" applied: ")) {
        println!("chat: {line}");
    }
    Ok(())
}

fn updates(
    tools: &Tools,
    live: &mut Live,
    load: &Load,
    dir: &std::path::Path,
    port: u16,
    class: &dyn Fn(&str) -> Result<PathBuf, String>,
) -> Result<(), String> {
    under_load(load)?;
    if tools.self_check {
        return Ok(());
    }
    put(&class("v2")?, dir)?;
    wait_for_report(live, 1, PATIENCE.mul_f64(tools.time_factor))?;
    under_load(load)?;
    let state = get(port, "/state")?;
    let server = LIVE / 5;
    let count = |text: &str| text.split(' ').next().and_then(|number| number.parse::<u64>().ok());
    let parts: Vec<Option<u64>> = state.split(", ").map(count).collect();
    if !matches!(parts[..], [Some(all), Some(users)] if all - users == server) {
        return Err(format!("after the first update: {state}"));
    }
    for (number, text) in [(0, "0 (message 0)"), (7, "7 user7: message 7")] {
        let shown = get(port, &format!("/message?number={number}"))?;
        if shown != text {
            return Err(format!("after the first update message {number} is {shown:?}"));
        }
    }
    put(&class("v3")?, dir)?;
    wait_for_report(live, 2, PATIENCE.mul_f64(tools.time_factor))?;
    under_load(load)?;
    for (number, text) in [(0, "0 * message 0"), (7, "7 <user7> message 7")] {
        let shown = get(port, &format!("/message?number={number}"))?;
        if shown != text {
            return Err(format!("after the second update message {number} is {shown:?}"));
        }
    }
    let errors = live.stderr();
    for wanted in ["SplitMessages of chat.ChatMessage ran on", "validation chat.NoMessageIsLost passed", "JoinMessages"]
    {
        if !errors.contains(wanted) {
            return Err(format!("the reports do not say {wanted:?}:\n{errors}"));
        }
    }
    Ok(())
}

/// Waits until the clients have had so many answers more.
fn under_load(load: &Load) -> Result<(), String> {
    let (until, begun) = (load.answered.load(Ordering::SeqCst) + BETWEEN, Instant::now());
    while load.answered.load(Ordering::SeqCst) < until {
        let failures = load.failures.lock().map_err(|_| "a client panicked")?;
        if let Some(failure) = failures.first() {
            return Err(format!("a request failed: {failure}"));
        }
        drop(failures);
        if begun.elapsed() > PATIENCE {
            return Err("the clients get no answers".into());
        }
        thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}

/// Says a message, reads it, and again.
fn client(port: u16, client: usize, load: &Load) {
    let mut round = 0_u64;
    while !load.over.load(Ordering::SeqCst) {
        round += 1;
        let text = format!("round-{round}");
        let result = get(port, &format!("/say?user=client{client}&text={text}")).and_then(|number| {
            load.said.fetch_add(1, Ordering::SeqCst);
            load.answered.fetch_add(1, Ordering::SeqCst);
            let shown = get(port, &format!("/message?number={number}"))?;
            load.answered.fetch_add(1, Ordering::SeqCst);
            let right = [format!("{number} <client{client}> {text}"), format!("{number} client{client}: {text}")];
            if right.contains(&shown) { Ok(()) } else { Err(format!("message {number} is {shown:?}")) }
        });
        if let Err(failure) = result {
            if let Ok(mut failures) = load.failures.lock() {
                failures.push(failure);
            }
            return;
        }
    }
}

/// The body of the answer to one request.
fn get(port: u16, path: &str) -> Result<String, String> {
    let fail = |e: std::io::Error| format!("{path}: {e}");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(fail)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(fail)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").map_err(fail)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(fail)?;
    match answer.split_once("\r\n\r\n") {
        Some((head, body)) if head.starts_with("HTTP/1.1 200 ") => Ok(body.trim_end().to_owned()),
        _ => Err(format!("{path}: {:?}", answer.lines().next())),
    }
}
