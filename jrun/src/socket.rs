//! The control socket of a running program: where it is, and the words exchanged over it.
//!
//! The socket is `PID` in `$XDG_RUNTIME_DIR/jrun`, or in `/tmp/jrun-UID` where there is no such folder. Only the owner can
//! enter the folder (mode 0700); one that belongs to someone else or lets others in is refused. A socket whose program is
//! gone is removed by whoever comes across it.
//!
//! A request is lines of `key: value`, the first `jrun-control: 1`, an empty line, and a body up to the end of the
//! stream. The answer is `exit: CODE`, an empty line, and text up to the end of the stream.

use std::fs::{self, DirBuilder};
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

/// First line of a request.
const GREETING: (&str, &str) = ("jrun-control", "1");
/// Most bytes of a request.
const LARGEST: u64 = 1 << 30;

/// A request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    fields: Vec<(String, String)>,
    /// A patch file.
    pub body: Vec<u8>,
}

impl Request {
    /// A request of a command.
    pub fn new(command: &str) -> Request {
        let (key, value) = GREETING;
        let fields = vec![(key.to_owned(), value.to_owned()), ("command".to_owned(), command.to_owned())];
        Request { fields, body: Vec::new() }
    }

    /// Sets a field if there is a value. A line break in it would begin another field, so it ends the value.
    pub fn set(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value.and_then(|value| value.lines().next()) {
            self.fields.push((key.to_owned(), value.to_owned()));
        }
    }

    /// A field's value.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| name.as_str())
    }

    fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (key, value) in &self.fields {
            out.extend(format!("{key}: {value}\n").bytes());
        }
        out.push(b'\n');
        out.extend(&self.body);
        out
    }

    /// Reads a request to the end of the stream.
    pub fn read(stream: &mut impl Read) -> Result<Request, String> {
        let mut bytes = Vec::new();
        stream.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if bytes.len() as u64 > LARGEST {
            return Err("the request is too large".into());
        }
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").ok_or("the request has no end of its head")?;
        let head = std::str::from_utf8(&bytes[..end]).map_err(|_| "the request's head is no text")?;
        let mut request = Request::default();
        for line in head.lines() {
            let (key, value) = line.split_once(": ").ok_or_else(|| format!("{line:?} is not `key: value`"))?;
            request.fields.push((key.to_owned(), value.to_owned()));
        }
        if request.get(GREETING.0) != Some(GREETING.1) {
            return Err("the command and the program are of different versions of jrun".into());
        }
        request.body = bytes.split_off(end + 2);
        Ok(request)
    }
}

/// Writes an answer and ends the stream.
pub fn answer(stream: &mut UnixStream, code: i32, text: &str) -> io::Result<()> {
    stream.write_all(format!("exit: {code}\n\n{text}").as_bytes())?;
    stream.shutdown(Shutdown::Write)
}

/// Asks a running program; answers the exit code and the text.
pub fn ask(pid: u32, request: &Request) -> Result<(i32, String), String> {
    let name = pid.to_string();
    for folder in folders() {
        let path = folder.join(&name);
        if check(&folder).is_err() || !path.exists() {
            continue;
        }
        let Some(mut stream) = connect(&path) else { continue };
        let exchanged =
            stream.write_all(&request.bytes()).and_then(|()| stream.shutdown(Shutdown::Write)).and_then(|()| {
                let mut text = String::new();
                stream.read_to_string(&mut text).map(|_| text)
            });
        let text = exchanged.map_err(|error| format!("process {pid} did not answer: {error}"))?;
        let parts = text.split_once("\n\n").and_then(|(head, body)| Some((head.strip_prefix("exit: ")?, body)));
        let parsed = parts.and_then(|(code, body)| Some((code.parse().ok()?, body.to_owned())));
        return parsed.ok_or_else(|| format!("process {pid} ended before it answered"));
    }
    let others: Vec<String> = programs().iter().map(|(pid, command)| format!("\n  {pid} {command}")).collect();
    let hint = if others.is_empty() {
        "; a program takes orders if it was started with jrun --watch DIR or jrun --control".to_owned()
    } else {
        format!("; these do:{}", others.concat())
    };
    Err(format!("process {pid} is no jrun program of yours that takes orders{hint}"))
}

/// A connection; a socket that nobody listens on is removed.
fn connect(path: &Path) -> Option<UnixStream> {
    match UnixStream::connect(path) {
        Ok(stream) => Some(stream),
        Err(error) => {
            if error.kind() == io::ErrorKind::ConnectionRefused {
                let _ = fs::remove_file(path);
            }
            None
        }
    }
}

/// The programs that take orders, with their command lines.
pub fn programs() -> Vec<(u32, String)> {
    let mut found = Vec::new();
    for folder in folders() {
        if check(&folder).is_err() {
            continue;
        }
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
            if connect(&entry.path()).is_some() {
                let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
                let words: Vec<_> = line.split(|byte| *byte == 0).map(String::from_utf8_lossy).collect();
                found.push((pid, words.join(" ").trim_end().to_owned()));
            }
        }
    }
    found.sort();
    found
}

/// Folders where sockets can be, best first.
fn folders() -> Vec<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|folder| folder.is_dir());
    let mut folders: Vec<PathBuf> = runtime.into_iter().map(|folder| folder.join("jrun")).collect();
    if let Ok(own) = own_uid() {
        folders.push(PathBuf::from(format!("/tmp/jrun-{own}")));
    }
    folders
}

fn own_uid() -> io::Result<u32> {
    Ok(fs::metadata("/proc/self")?.uid())
}

/// Is the folder ours alone?
fn check(folder: &Path) -> Result<(), String> {
    let fail = |reason: &str| Err(format!("{} {reason}", folder.display()));
    let Ok(found) = fs::symlink_metadata(folder) else { return fail("is not there") };
    if !found.is_dir() {
        return fail("is no folder");
    }
    if !own_uid().is_ok_and(|own| own == found.uid()) {
        return fail("belongs to another user");
    }
    if found.permissions().mode() & 0o077 != 0 {
        return fail("is open to other users");
    }
    Ok(())
}

/// A listening socket.
pub struct Listener {
    /// Where connections come in.
    pub listener: UnixListener,
    path: PathBuf,
}

impl Listener {
    /// Opens this process's socket, and removes those of programs that are gone.
    pub fn open() -> Result<Listener, String> {
        let mut reasons = Vec::new();
        for folder in folders() {
            match Listener::open_in(&folder) {
                Ok(listener) => return Ok(listener),
                Err(reason) => reasons.push(reason),
            }
        }
        Err(reasons.join("; "))
    }

    fn open_in(folder: &Path) -> Result<Listener, String> {
        let made = DirBuilder::new().mode(0o700).create(folder);
        if let Err(error) = made
            && error.kind() != io::ErrorKind::AlreadyExists
        {
            return Err(format!("{}: {error}", folder.display()));
        }
        check(folder)?;
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_name().to_str().is_some_and(|name| name.parse::<u32>().is_ok()) {
                connect(&entry.path());
            }
        }
        let path = folder.join(std::process::id().to_string());
        // It gets its name when it listens: a socket that does not yet would be taken for a stale one. Both names may
        // have been left by another program of this process id.
        let fresh = folder.join(format!(".{}", std::process::id()));
        let _ = fs::remove_file(&fresh);
        let bound = UnixListener::bind(&fresh).and_then(|listener| fs::rename(&fresh, &path).map(|()| listener));
        let listener = bound.map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Listener { listener, path })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_as_they_were_written() {
        let mut request = Request::new("update");
        request.set("when", Some("quiescent:1s\ncommand: undo"));
        request.set("statics", None);
        request.body = b"\n\nany bytes\0".to_vec();
        let read = Request::read(&mut request.bytes().as_slice()).unwrap();
        assert_eq!(read, request);
        assert_eq!((read.get("command"), read.get("when")), (Some("update"), Some("quiescent:1s")));
        assert_eq!(read.keys().collect::<Vec<_>>(), ["jrun-control", "command", "when"]);
    }

    #[test]
    fn what_is_no_request_is_an_error() {
        let read = |text: &str| Request::read(&mut text.as_bytes()).unwrap_err();
        assert_eq!(read(""), "the request has no end of its head");
        assert_eq!(read("hello\n\n"), "\"hello\" is not `key: value`");
        let other = "the command and the program are of different versions of jrun";
        assert_eq!(read("jrun-control: 2\ncommand: undo\n\n"), other);
    }

    #[test]
    fn a_folder_that_others_can_enter_is_refused() {
        let folder = std::env::temp_dir().join(format!("jrun-socket-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let open = Listener::open_in(&folder).err().expect("a refusal");
        assert!(open.ends_with("is open to other users"), "{open}");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        // A socket that nobody listens on is removed.
        let stale = folder.join("1");
        drop(UnixListener::bind(&stale).unwrap());
        let listener = Listener::open_in(&folder).unwrap();
        assert!(!stale.exists());
        assert!(listener.path().exists());
        fs::remove_dir_all(&folder).unwrap();
    }
}
