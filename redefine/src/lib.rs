//! The update pipeline: diff, plan, stage, commit, invalidate, report.
