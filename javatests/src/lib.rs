//! Runs the Java conformance tests and whole programs on jrun and on the JDK's own java.
