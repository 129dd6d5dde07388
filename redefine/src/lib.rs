//! The update pipeline: diff, plan, stage, change, invalidate, initialize, report.
//!
//! One file and one type per stage; everything that can refuse a patch comes before its versions are published. The engine is outside the program: it
//! is Rust, so an update never runs on classes it changes. It reaches into the VM through `jvm::versioning` only.

mod agent;
pub mod audit;
pub mod census;
mod change;
pub mod check;
pub mod diff;
pub mod engine;
pub mod enums;
pub mod explain;
pub mod fault;
mod first_value;
pub mod history;
pub mod hurt;
mod identity;
pub mod initialize;
pub mod invalidate;
pub mod json;
pub mod lambda;
mod lost_type;
pub mod migration;
pub mod names;
pub mod offer;
pub mod patch;
pub mod patch_file;
pub mod plan;
pub mod quiescence;
pub mod refusal;
pub mod report;
pub mod request;
pub mod respell;
pub mod shape;
pub mod slice;
pub mod stage;
mod stress;
mod trial;
pub mod value_like;

pub use diff::{ClassDiff, Kind};
pub use engine::{Engine, Outcome};
pub use explain::Explanation;
pub use patch::{Instance, Instances, Offers, Patch, PatchFile, Policy, Statics, When};
pub use refusal::{Refusal, Refusals};
pub use report::Report;
pub use stress::Stress;
