//! The virtual machine; folders follow the chapters of the JVMS.
