//! Interned strings (JVMS §5.1) of one space: a weak table from text to String object.
