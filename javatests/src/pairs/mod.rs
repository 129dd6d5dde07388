//! Random pairs of versions: a generator makes a family of classes, changes it, and a program that holds objects of all of
//! them; the update is applied, undone and in some pairs applied again, and every line that the program prints is compared
//! with a model.
//!
//! The model ([`world`], [`classes`], [`probe`]) is written from docs/redefinition.md and the JVMS; nothing of the engine is used.

#![expect(missing_docs, reason = "the parts of a description are named as in Java")]

pub mod classes;
pub mod family;
pub mod generate;
pub mod mutate;
pub mod probe;
pub mod random;
pub mod run;
pub mod source;
pub mod world;
