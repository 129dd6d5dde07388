//! The heap core: spaces, layouts, references, handles, safe points, the collector. No Java names.
