//! The update pipeline: diff, plan, stage, commit, invalidate, report.
//!
//! One file and one type per stage; everything that can fail comes before `commit`. The engine is outside the program: it
//! is Rust, so an update never runs on classes it changes. It reaches into the VM through `jvm::versioning` only.

pub mod diff;
pub mod engine;
pub mod initialize;
pub mod invalidate;
pub mod lambda;
pub mod patch;
pub mod plan;
pub mod refusal;
pub mod report;
pub mod slice;
pub mod stage;

pub use diff::{ClassDiff, Kind};
pub use engine::{Engine, Outcome};
pub use patch::{Patch, Policy, Statics};
pub use refusal::{Refusal, Refusals};
pub use report::Report;
