//! Before the command starts itself again in the same process: the JDK's libraries open sockets and files that would
//! otherwise stay open, and their ports taken.

/// Marks all files but the three standard ones to be closed when the process runs another program.
pub fn close_files_on_exec() {
    for entry in std::fs::read_dir("/proc/self/fd").into_iter().flatten().flatten() {
        let number = entry.file_name().to_str().and_then(|name| name.parse::<libc::c_int>().ok());
        if let Some(file) = number.filter(|file| *file > 2) {
            // SAFETY: sets a flag of a file descriptor; of one that is closed by now it changes nothing.
            unsafe { libc::fcntl(file, libc::F_SETFD, libc::FD_CLOEXEC) };
        }
    }
}
