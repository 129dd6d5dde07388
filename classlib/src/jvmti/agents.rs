//! Loading agents (JVMTI 17, "Agent Start-Up"): their libraries are opened and told of the virtual machine before any class is
//! loaded.

use std::ffi::{CString, c_char, c_void};
use std::path::{Path, PathBuf};

use jni_sys::jint;
use jvm::{Abrupt, Completion, Thread};

use super::environment::Phase;
use super::in_c;
use crate::jni::invocation::java_vm;
use crate::libraries::Library;

/// An agent of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// A library's short name, looked for in the JDK and then where the system looks; or its path.
    library: Result<String, PathBuf>,
    options: String,
}

impl Agent {
    /// `-agentlib:name[=options]`.
    pub fn named(text: &str) -> Agent {
        let (name, options) = text.split_once('=').unwrap_or((text, ""));
        Agent { library: Ok(name.to_owned()), options: options.to_owned() }
    }

    /// `-agentpath:path[=options]`.
    pub fn at_path(text: &str) -> Agent {
        let (path, options) = text.split_once('=').unwrap_or((text, ""));
        Agent { library: Err(path.into()), options: options.to_owned() }
    }

    /// `-javaagent:jar[=options]`: the JDK's library that runs agents written in Java.
    pub fn in_java(text: &str) -> Agent {
        Agent { library: Ok("instrument".to_owned()), options: text.to_owned() }
    }

    fn name(&self) -> String {
        match &self.library {
            Ok(name) => name.clone(),
            Err(path) => path.display().to_string(),
        }
    }

    fn open(&self, libraries: &Path) -> Result<Library, String> {
        let (name, opened) = match &self.library {
            Ok(name) => {
                let file = format!("lib{name}.so");
                let own = libraries.join(&file);
                (format!("agent library {name}"), Library::open(if own.exists() { &own } else { Path::new(&file) }))
            }
            Err(path) => (format!("agent library in absolute path {}", path.display()), Library::open(path)),
        };
        opened.map_err(|error| format!("Could not find {name}: {error}"))
    }

    /// Opens the library and calls its `Agent_OnLoad`.
    fn load(&self, thread: &mut Thread, libraries: &Path) -> Completion<()> {
        let library = self.open(libraries).map_err(failed)?;
        let Some(function) = library.symbol(c"Agent_OnLoad") else {
            return Err(failed(format!("Could not find Agent_OnLoad function in the {} library", self.name())));
        };
        // SAFETY: the contract of JVMTI: what a library exports under this name has this type.
        let on_load: unsafe extern "C" fn(*mut c_void, *mut c_char, *mut c_void) -> jint =
            unsafe { std::mem::transmute(function) };
        let options = CString::new(self.options.as_str()).map_err(|error| failed(error.to_string()))?;
        // The agent may write to the text.
        let mut options = options.into_bytes_with_nul();
        let text = options.as_mut_ptr().cast();
        // SAFETY: as above; the options live through the call, in which the thread is in native state.
        let status = in_c(thread, |_| (), |_, ()| unsafe { on_load(java_vm(), text, std::ptr::null_mut()) })?;
        if status == 0 { Ok(()) } else { Err(failed(format!("agent library failed to init: {}", self.name()))) }
    }
}

fn failed(reason: String) -> Abrupt {
    Abrupt::Fatal(Box::new(jvm::throw::VmError::Agent(reason)))
}

/// Loads agents in their order. The space has no class yet.
pub(crate) fn load(thread: &mut Thread, agents: &[Agent], libraries: &Path) -> Completion<()> {
    for agent in agents {
        agent.load(thread, libraries)?;
    }
    let env: *const crate::jni::env::Env = thread.jni_env.cast();
    // SAFETY: made by `Env::attach` for this thread, freed only when it ends.
    unsafe { &*env }.space.jvmti.set_phase(Phase::Primordial);
    Ok(())
}
