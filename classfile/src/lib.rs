//! Bytes to ClassFile: reads class files and knows no virtual machine.
