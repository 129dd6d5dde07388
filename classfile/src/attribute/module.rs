//! The `Module` attribute. JVMS §4.7.25.

use super::records::{ModuleRequires, Records};
use crate::access::ModuleFlags;
use crate::error::ParseError;
use crate::reader::Reader;

/// A package exported or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModulePackage<'a> {
    /// Pool index of the `CONSTANT_Package_info`.
    pub package: u16,
    /// Flags.
    pub flags: ModuleFlags,
    /// Pool indices of the modules it is for; empty: all.
    pub to: Records<'a, u16>,
}

/// A service provided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModuleProvides<'a> {
    /// Pool index of the service class.
    pub service: u16,
    /// Pool indices of the implementing classes.
    pub with: Records<'a, u16>,
}

/// The `Module` attribute.
#[derive(Debug, Clone)]
pub struct Module<'a> {
    /// Pool index of the `CONSTANT_Module_info`.
    pub name: u16,
    /// Flags.
    pub flags: ModuleFlags,
    /// Pool index of the version, or 0.
    pub version_index: u16,
    /// Modules read.
    pub requires: Records<'a, ModuleRequires>,
    /// Packages exported.
    pub exports: Vec<ModulePackage<'a>>,
    /// Packages opened.
    pub opens: Vec<ModulePackage<'a>>,
    /// Pool indices of the services used.
    pub uses: Records<'a, u16>,
    /// Services provided.
    pub provides: Vec<ModuleProvides<'a>>,
}

impl<'a> Module<'a> {
    pub(crate) fn read(mut r: Reader<'a>) -> Result<Self, ParseError> {
        let name = r.u2()?;
        let flags = ModuleFlags::from_bits_retain(r.u2()?);
        let version_index = r.u2()?;
        let requires = Records::read(&mut r)?;
        let exports = read_packages(&mut r)?;
        let opens = read_packages(&mut r)?;
        let uses = Records::read(&mut r)?;
        let count = r.u2()? as usize;
        r.room_for(count, 4)?;
        let mut provides = Vec::with_capacity(count);
        for _ in 0..count {
            provides.push(ModuleProvides { service: r.u2()?, with: Records::read(&mut r)? });
        }
        r.finish()?;
        Ok(Module { name, flags, version_index, requires, exports, opens, uses, provides })
    }
}

fn read_packages<'a>(r: &mut Reader<'a>) -> Result<Vec<ModulePackage<'a>>, ParseError> {
    let count = r.u2()? as usize;
    r.room_for(count, 6)?;
    let mut list = Vec::with_capacity(count);
    for _ in 0..count {
        let package = r.u2()?;
        let flags = ModuleFlags::from_bits_retain(r.u2()?);
        list.push(ModulePackage { package, flags, to: Records::read(r)? });
    }
    Ok(list)
}
