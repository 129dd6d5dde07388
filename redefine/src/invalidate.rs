//! After a commit: every cache that the changed classes can have made stale, by the VM's closed list.

use crate::commit::Committed;
use jvm::Vm;
use jvm::versioning::{self, Cache};
use objectspace::StoppedWorld;

/// Clears what is stale. `reshaped`: members came or changed access, so resolutions and selections may come out otherwise.
pub fn invalidate(world: &mut StoppedWorld<'_>, vm: &Vm, committed: &Committed, reshaped: bool) {
    for cache in Cache::ALL {
        match cache {
            Cache::PoolEntry => {
                if reshaped {
                    versioning::retry_failures(world, vm);
                    let hiding = |published: &&jvm::versioning::Published| {
                        published.added.iter().any(|added| added.is_static() && !added.is_private())
                    };
                    for published in committed.classes.iter().filter(hiding) {
                        versioning::repoint_hidden(world, vm, published);
                    }
                }
            }
            // Quick forms hold addresses of entries, vtable indices and field offsets; bodies and additions change none.
            Cache::QuickenedInstruction => {}
            Cache::InterfaceTable => {
                for published in committed.classes.iter().filter(|published| !published.added.is_empty()) {
                    for class in versioning::subtree(published.class) {
                        versioning::clear_interface_table(world, class);
                    }
                }
            }
            // Supertypes do not change under the kinds that are applied.
            Cache::SupersHit => {}
            // A native method keeps its cell and so its binding.
            Cache::NativeBinding => {}
            Cache::ReflectionData => {
                for published in &committed.classes {
                    versioning::clear_reflection_data(world, vm, published.class);
                }
            }
            // Private and synthetic members get a new cell with every version.
            Cache::JniIds => versioning::forget_native_ids(world, vm),
        }
    }
}
