//! The border to the JDK: finding it, lib/modules, the libjvm contract, natives that only a VM can supply.
