//! After a commit: every cache that the changed classes can have made stale, by the VM's closed list.

use jvm::Vm;
use jvm::class::ClassRef;
use jvm::versioning::{self, Cache};
use objectspace::StoppedWorld;

/// Clears what is stale. `reshaped`: something other than bodies changed, so that resolutions, selections and offsets may
/// come out otherwise; the touched classes are marked.
pub fn invalidate(world: &mut StoppedWorld<'_>, vm: &Vm, classes: &[ClassRef], reshaped: bool) {
    for cache in Cache::ALL {
        match cache {
            Cache::PoolEntry => {
                if reshaped {
                    versioning::reset_sites(world, vm);
                } else {
                    for class in classes {
                        versioning::reset_bound_users(world, vm, *class);
                    }
                }
            }
            // Reset together with the entries that they rely on.
            Cache::QuickenedInstruction => {}
            Cache::GuardedSite => versioning::reset_guarded(world, vm),
            // Part of the method tables, which a new shape replaces; bodies change no selection.
            Cache::InterfaceTable => {}
            // Part of the supertypes, which a new shape replaces.
            Cache::SupersHit => {}
            // A native method keeps its cell and so its binding.
            Cache::NativeBinding => {}
            Cache::ReflectionData => {
                for class in classes {
                    // Lists of inherited members stand in the subclasses.
                    let below = if reshaped { versioning::subtree(*class) } else { vec![*class] };
                    for class in below {
                        versioning::clear_reflection_data(world, vm, class);
                    }
                }
            }
            // Private and synthetic members get a new cell with every version.
            Cache::JniIds => versioning::forget_native_ids(world, vm),
        }
    }
}
