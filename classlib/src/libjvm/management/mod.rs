//! `JVM_GetManagement`: the table of functions behind `java.lang.management`, as libmanagement of JDK 17 expects it.
//!
//! Here are the table and the numbers about the space as a whole; the other files fill their own slots. A slot that nobody
//! fills throws UnsupportedOperationException naming it.

mod flags;
mod memory;
mod threads;

use std::ffi::c_void;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jni_sys::{jint, jlong, jobject, jvalue};
use jvm::known::Known;
use jvm::{Completion, Thread};

use crate::jni::env::{Call, Env, enter};

/// The version of the table: JDK 14 to 17 have it.
const VERSION: jint = 0x2003_0000;

/// What is switched on in one space, and when it began.
#[derive(Debug)]
pub struct Switches {
    begun: Instant,
    begun_at: SystemTime,
    verbose_collector: AtomicBool,
    verbose_classes: AtomicBool,
    contention: AtomicBool,
    cpu_time: AtomicBool,
}

impl Default for Switches {
    fn default() -> Self {
        Switches {
            begun: Instant::now(),
            begun_at: SystemTime::now(),
            verbose_collector: AtomicBool::new(false),
            verbose_classes: AtomicBool::new(false),
            contention: AtomicBool::new(false),
            cpu_time: AtomicBool::new(true),
        }
    }
}

/// Slots of the table, in its order.
macro_rules! slots {
    ($($name:ident,)*) => {
        #[allow(non_camel_case_types, clippy::enum_variant_names, reason = "names of the C table")]
        #[derive(Clone, Copy)]
        #[repr(usize)]
        enum Slot { $($name,)* }
        const SLOTS: usize = [$(Slot::$name,)*].len();
        /// What stands in slots that nobody fills.
        const UNWRITTEN: [*const c_void; SLOTS] = [$({
            unsafe extern "C" fn unwritten(env: *mut Env) -> *mut c_void {
                refuse(env, concat!("the management function ", stringify!($name), " is not written"))
            }
            unwritten as *const c_void
        },)*];
    };
}

slots! {
    Reserved1, Reserved2, GetVersion, GetOptionalSupport, GetThreadInfo, GetMemoryPools, GetMemoryManagers, GetMemoryPoolUsage,
    GetPeakMemoryPoolUsage, GetOneThreadAllocatedMemory, GetThreadAllocatedMemory, GetMemoryUsage, GetLongAttribute,
    GetBoolAttribute, SetBoolAttribute, GetLongAttributes, FindCircularBlockedThreads, GetThreadCpuTime, GetVMGlobalNames,
    GetVMGlobals, GetInternalThreadTimes, ResetStatistic, SetPoolSensor, SetPoolThreshold, GetPoolCollectionUsage,
    GetGCExtAttributeInfo, GetLastGCStat, GetThreadCpuTimeWithKind, GetThreadCpuTimesWithKind, DumpHeap0, FindDeadlocks,
    SetVMGlobal, Reserved6, DumpThreads, SetGCNotificationEnabled, GetDiagnosticCommands, GetDiagnosticCommandInfo,
    GetDiagnosticCommandArgumentsInfo, ExecuteDiagnosticCommand, SetDiagnosticFrameworkNotificationEnabled,
}

fn refuse(env: *mut Env, text: &str) -> *mut c_void {
    enter(env, |call, _| Err(call.thread.throw(Known::UnsupportedOperationException, Some(text))))
}

struct Table([*const c_void; SLOTS]);

// SAFETY: addresses of functions, written once before they are shared.
unsafe impl Send for Table {}
// SAFETY: as above.
unsafe impl Sync for Table {}

impl Table {
    fn set(&mut self, slot: Slot, function: *const c_void) {
        self.0[slot as usize] = function;
    }
}

/// Fills slots of a table.
macro_rules! fill {
    ($($name:ident => $function:path),* $(,)?) => {
        /// Writes this file's functions into the table.
        pub(super) fn fill(table: &mut super::Table) {
            $(table.set(super::Slot::$name, $function as *const ::std::ffi::c_void);)*
        }
    };
}
use fill;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table(UNWRITTEN);
    attributes::fill(&mut table);
    flags::fill(&mut table);
    memory::fill(&mut table);
    threads::fill(&mut table);
    table
});

/// Every version that JDK 17's libraries ask for is this one or an older one with the same slots.
extern "C" fn get_management(version: jint) -> *const c_void {
    if version > VERSION || version >> 24 != VERSION >> 24 {
        return std::ptr::null();
    }
    TABLE.0.as_ptr().cast()
}

crate::exports! {
    JVM_GetManagement => get_management,
}

mod attributes {
    //! Numbers and switches of the space as a whole.

    use super::*;

    unsafe extern "C" fn get_version(_: *mut Env) -> jint {
        VERSION
    }

    /// Bits of jmmOptionalSupport: contention, CPU time of the current and of other threads, monitors and synchronizers in
    /// thread dumps. Not: low memory detection, compilation time, allocated memory, remote commands.
    unsafe extern "C" fn get_optional_support(_: *mut Env, to: *mut u32) -> jint {
        // SAFETY: the contract: a place for the bits.
        unsafe { to.write(0b0_0111_1100) };
        0
    }

    unsafe extern "C" fn get_long_attribute(env: *mut Env, manager: jobject, attribute: jint) -> jlong {
        enter(env, |call, scope| {
            let manager = call.object(scope, manager)?;
            Ok(match manager {
                Some(manager) => super::memory::manager_attribute(call, manager, attribute),
                None => attribute_of_space(call, attribute),
            })
        })
    }

    /// Answers how many of the attributes there are.
    unsafe extern "C" fn get_long_attributes(
        env: *mut Env,
        manager: jobject,
        attributes: *const jint,
        count: jint,
        to: *mut jlong,
    ) -> jint {
        enter(env, |call, scope| {
            let manager = call.object(scope, manager)?;
            let mut known = 0;
            for at in 0..count.max(0) as usize {
                // SAFETY: the contract: `count` attributes, and as many places for values.
                let attribute = unsafe { attributes.add(at).read() };
                let value = match manager {
                    Some(manager) => super::memory::manager_attribute(call, manager, attribute),
                    None => attribute_of_space(call, attribute),
                };
                known += jint::from(value != -1);
                // SAFETY: as above.
                unsafe { to.add(at).write(value) };
            }
            Ok(known)
        })
    }

    /// The attribute of a number of jmmLongAttribute; -1 if there is none.
    fn attribute_of_space(call: &mut Call<'_>, attribute: jint) -> jlong {
        let vm = call.thread.vm().clone();
        let switches = &call.env.space.management;
        let (living, daemons, peak, started) = vm.threads.counts();
        match attribute {
            1 => {
                vm.classes.all().iter().filter(|class| class.current().is_some()).count() as jlong
                    + unloaded(call.thread)
            }
            2 => unloaded(call.thread),
            3 => started as jlong,
            4 => living as jlong,
            5 => peak as jlong,
            6 => daemons as jlong,
            7 => switches.begun_at.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as jlong,
            9 => (vm.collections.young.time() + vm.collections.full.time()).as_millis() as jlong,
            10 => (vm.collections.young.count() + vm.collections.full.count()) as jlong,
            11 => switches.begun.elapsed().as_millis() as jlong,
            104 => flags::count(call),
            109 => 0,
            201 => jlong::from(std::process::id()),
            // SAFETY: asks for two numbers.
            202 => unsafe { libc::sysconf(libc::_SC_PHYS_PAGES) * libc::sysconf(libc::_SC_PAGESIZE) },
            401 => 0,
            _ => -1,
        }
    }

    /// Classes that died with their loaders.
    fn unloaded(thread: &Thread) -> jlong {
        thread.vm().classes.unloading.count() as jlong
    }

    /// The switch of a number of jmmBoolAttribute.
    fn switch<'e>(call: &Call<'e>, attribute: jint) -> Option<&'e AtomicBool> {
        let switches = &call.env.space.management;
        match attribute {
            21 => Some(&switches.verbose_collector),
            22 => Some(&switches.verbose_classes),
            23 => Some(&switches.contention),
            24 => Some(&switches.cpu_time),
            _ => None,
        }
    }

    unsafe extern "C" fn get_bool_attribute(env: *mut Env, attribute: jint) -> u8 {
        enter(env, |call, _| Ok(u8::from(switch(call, attribute).is_some_and(|switch| switch.load(Relaxed)))))
    }

    /// Answers what it was. Times of contention begin anew when they are switched on.
    unsafe extern "C" fn set_bool_attribute(env: *mut Env, attribute: jint, on: u8) -> u8 {
        enter(env, |call, _| {
            let Some(switch) = switch(call, attribute) else { return Ok(0) };
            let before = switch.swap(on != 0, Relaxed);
            if attribute == 23 && on != 0 && !before {
                reset_times(call);
            }
            Ok(u8::from(before))
        })
    }

    fn reset_times(call: &mut Call<'_>) {
        for control in call.thread.vm().threads.living() {
            control.blocked.reset_time();
            control.waited.reset_time();
        }
    }

    /// By number of jmmStatisticType; answers whether there is such a statistic.
    unsafe extern "C" fn reset_statistic(env: *mut Env, object: jvalue, statistic: jint) -> u8 {
        enter(env, |call, scope| {
            let vm = call.thread.vm().clone();
            match statistic {
                801 => vm.threads.reset_peak(),
                802 | 804 => {
                    for control in vm.threads.living() {
                        control.blocked.reset_count();
                        control.waited.reset_count();
                    }
                    if statistic == 804 {
                        reset_times(call);
                    }
                }
                803 => reset_times(call),
                805 => {
                    // SAFETY: the contract: the value of this statistic is an object, a pool.
                    let pool = unsafe { object.l };
                    let pool = call.non_null(scope, pool)?;
                    super::memory::reset_peak(call, pool);
                }
                _ => return Ok(0),
            }
            Ok(1)
        })
    }

    unsafe extern "C" fn get_diagnostic_commands(env: *mut Env) -> jobject {
        enter(env, |call, scope| -> Completion<jobject> {
            let string = call.thread.known(Known::String)?;
            let none = call.new_object_array(scope, string, 0)?;
            Ok(call.local(Some(none)))
        })
    }

    fill! {
        GetVersion => get_version,
        GetOptionalSupport => get_optional_support,
        GetLongAttribute => get_long_attribute,
        GetLongAttributes => get_long_attributes,
        GetBoolAttribute => get_bool_attribute,
        SetBoolAttribute => set_bool_attribute,
        ResetStatistic => reset_statistic,
        GetDiagnosticCommands => get_diagnostic_commands,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_order_of_the_contract() {
        assert_eq!(SLOTS, 40);
        let numbers = [Slot::GetMemoryUsage as usize, Slot::FindDeadlocks as usize, Slot::DumpThreads as usize];
        assert_eq!(numbers, [11, 30, 33]);
    }

    #[test]
    fn only_versions_with_these_slots_are_given() {
        assert!(!get_management(VERSION).is_null());
        assert!(!get_management(0x2001_0000).is_null());
        assert!(get_management(0x2004_0000).is_null());
        assert!(get_management(0x3000_0000).is_null());
    }
}
