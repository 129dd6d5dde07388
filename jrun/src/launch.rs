//! From a read command line to a running program and its exit code: the world that the process is there for.

use crate::control;
use crate::live;
use jrun::options::Launch;
use jrun::world::World;

/// Runs what the command line asks for and answers the exit code.
pub fn run(launch: &Launch) -> i32 {
    for note in &launch.notes {
        eprintln!("{note}");
    }
    let world = match World::boot_as_process(launch) {
        Ok(world) => world,
        Err(error) => {
            eprintln!("Error: {error}");
            return 1;
        }
    };
    let watching = match live::watch(&world, launch) {
        Ok(watching) => watching,
        Err(text) => {
            eprintln!("Error: {text}");
            std::process::exit(1);
        }
    };
    let control = match control::open(&world, launch) {
        Ok(control) => control,
        Err(text) => {
            eprintln!("Error: {text}");
            std::process::exit(1);
        }
    };
    world.start();
    let status = world.wait();
    world.vm().identity_stress.conclude();
    drop(watching);
    if let Some(socket) = control {
        // It would be taken for stale later.
        let _ = std::fs::remove_file(socket);
    }
    // Threads of the world may still run; the process ends without waiting for them, as `java` does.
    std::process::exit(status)
}
