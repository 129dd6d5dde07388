//! The audit finds what is wrong: a space in which all is as it must be is spoiled at one place after the other.

mod support;

use jrun::options::Launch;
use jrun::world::{Console, World};
use jvm::class::{ClassRef, Dispatch, FieldRef, InterfaceTable, MethodRef, Selected};
use jvm::known::KnownField;
use jvm::versioning::audit::{Extent, Finding, audit};
use jvm::{Symbol, Vm};
use objectspace::StoppedWorld;
use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::time::Duration;
use support::{Folder, compile, wait_until};

fn class(vm: &Vm, name: &str) -> ClassRef {
    *vm.classes.find_defined(Symbol::from_text(name)).first().expect("loaded")
}

fn field(class: ClassRef, name: &str) -> FieldRef {
    let version = class.current().expect("a class of a class file");
    *version.fields.iter().find(|field| field.name == name).expect("a field")
}

fn method(class: ClassRef, name: &str) -> MethodRef {
    let version = class.current().expect("a class of a class file");
    *version.methods.iter().find(|method| method.name == name).expect("a method")
}

/// Spoils something and answers how to mend it.
type Spoil = Box<dyn Fn(&mut StoppedWorld<'_>, &Vm) -> Box<dyn Fn(&mut StoppedWorld<'_>, &Vm)>>;

/// What is spoiled, where it must be found, and how.
fn damage(vm: &Vm) -> Vec<(&'static str, &'static str, Spoil)> {
    let (base, leaf) = (class(vm, "Family$Base"), class(vm, "Family$Leaf"));
    let (named, family) = (class(vm, "Family$Named"), class(vm, "Family"));
    // Replaces Leaf's method table by one that `change` has been at.
    let with_table = |change: fn(&mut Vec<MethodRef>, ClassRef, ClassRef)| -> Spoil {
        Box::new(move |_, vm| {
            let old = leaf.dispatch.load(Acquire);
            let mut table = leaf.dispatch().expect("linked").vtable().to_vec();
            change(&mut table, base, leaf);
            let install = move |vm: &Vm, dispatch: *mut Dispatch| {
                leaf.dispatch.store(dispatch, Release);
                let layout = leaf.layout().expect("has instances");
                vm.heap.layout(layout).client[0].store(dispatch.cast(), Release);
            };
            install(vm, leaf.owned.keep(Box::new(Dispatch::new(leaf, table.into()))).as_ptr());
            Box::new(move |_, vm| install(vm, old))
        })
    };
    let stale_slot: fn(&mut Vec<MethodRef>, ClassRef, ClassRef) = |table, base, leaf| {
        let (old, new) = (method(base, "what"), method(leaf, "what"));
        table.iter_mut().filter(|slot| **slot == new).for_each(|slot| *slot = old);
    };
    let short: fn(&mut Vec<MethodRef>, ClassRef, ClassRef) = |table, _, _| table.truncate(table.len() - 1);
    let number = field(base, "number");
    vec![
        ("a slot that holds the overridden method", "vtable", with_table(stale_slot)),
        ("a table that lacks a method", "vtable", with_table(short)),
        (
            "an index that is another method's",
            "vtable",
            Box::new(move |_, _| {
                let own = method(leaf, "own");
                let index = own.vtable_index.swap(0, Release);
                Box::new(move |_, _| own.vtable_index.store(index, Release))
            }),
        ),
        (
            "an interface selection that another class's method took",
            "interface table",
            Box::new(move |_, _| {
                let table = &leaf.dispatch().expect("linked").interface_table;
                let wrong = Selected { key: Some(method(named, "name")), target: Some(method(base, "what")) };
                let old = table.swap(Box::into_raw(Box::new(InterfaceTable::new(&[wrong]))), Release);
                Box::new(move |_, _| leaf.dispatch().expect("linked").interface_table.store(old, Release))
            }),
        ),
        (
            "a field that moved away under resolved instructions",
            "quickened instruction",
            Box::new(move |_, _| {
                let offset = number.offset.swap(40, Release);
                Box::new(move |_, _| number.offset.store(offset, Release))
            }),
        ),
        (
            "two fields at one place",
            "field offsets",
            Box::new(move |_, _| {
                let offset = number.offset.swap(field(base, "text").offset(), Release);
                Box::new(move |_, _| number.offset.store(offset, Release))
            }),
        ),
        (
            "a reference that the collector does not know of",
            "reference map",
            Box::new(move |_, _| {
                let text = field(base, "text");
                let (here, there) = (number.offset(), text.offset());
                text.offset.store(here, Release);
                number.offset.store(there, Release);
                Box::new(move |_, _| {
                    text.offset.store(there, Release);
                    number.offset.store(here, Release);
                })
            }),
        ),
        (
            "an entry that names another field",
            "pool entry",
            Box::new(move |_, _| {
                let pool = &base.current().expect("a class of a class file").pool;
                let names_it = |index: &u16| {
                    let entry = pool.entry(*index);
                    entry.tag == 9 && entry.is_resolved() && entry.field() == Some(number)
                };
                let index = (1..pool.len() as u16).find(names_it).expect("what() reads it");
                let old = pool.entry(index).target.swap(field(base, "text").as_ptr().cast(), Release);
                Box::new(move |_, _| {
                    let pool = &base.current().expect("a class of a class file").pool;
                    pool.entry(index).target.store(old, Release);
                })
            }),
        ),
        (
            "a superclass that does not know its subclass",
            "subclasses",
            Box::new(move |_, _| {
                let before = std::mem::take(&mut *base.subclasses.lock());
                Box::new(move |_, _| base.subclasses.lock().clone_from(&before))
            }),
        ),
        (
            "a stranger among the subclasses",
            "subclasses",
            Box::new(move |_, _| {
                base.subclasses.lock().push(family);
                Box::new(move |_, _| base.subclasses.lock().retain(|below| *below != family))
            }),
        ),
        (
            "a current field among those that were dropped",
            "retained fields",
            Box::new(move |_, _| {
                base.retained.lock().push(number);
                Box::new(move |_, _| base.retained.lock().clear())
            }),
        ),
        (
            "a mirror of another class",
            "class mirror",
            Box::new(move |world, vm| {
                let store = move |world: &mut StoppedWorld<'_>, vm: &Vm, id: u32| {
                    let view = world.view();
                    view.store_i32(leaf.mirror().get(&view), vm.offset(KnownField::ClassId), id as i32);
                };
                store(world, vm, base.id);
                Box::new(move |world, vm| store(world, vm, leaf.id))
            }),
        ),
        (
            "a listed field that is another class's",
            "reflection data",
            Box::new(move |world, vm| {
                let store = move |world: &mut StoppedWorld<'_>, vm: &Vm, field: FieldRef| {
                    let view = world.view();
                    let mirror = leaf.mirror().get(&view);
                    let soft = view.load_ref(mirror, vm.offset(KnownField::ClassReflectionData));
                    let data = soft.and_then(|soft| view.load_ref(soft, vm.offset(KnownField::ReferenceReferent)));
                    let declared = self::field(class(vm, "java/lang/Class$ReflectionData"), "declaredFields");
                    let list = view.load_ref(data.expect("main asked"), declared.offset()).expect("main asked");
                    let first = view.array_load_ref(list, 0).expect("one field");
                    view.store_i64(first, vm.offset(KnownField::FieldVmField), field.as_ptr() as i64);
                };
                store(world, vm, number);
                Box::new(move |world, vm| store(world, vm, self::field(leaf, "more")))
            }),
        ),
        (
            "objects of a layout that is not their class's",
            "objects",
            Box::new(move |_, _| {
                let layout = leaf.layout.swap(base.layout.load(Acquire), Release);
                Box::new(move |_, _| leaf.layout.store(layout, Release))
            }),
        ),
        (
            "supertypes that lack an interface",
            "supertypes",
            Box::new(move |_, _| {
                let wrong = jvm::class::Supers::new(base, base.super_class(), Box::new([]), true);
                let old = base.supers.swap(base.owned.keep(Box::new(wrong)).as_ptr(), Release);
                Box::new(move |_, _| base.supers.store(old, Release))
            }),
        ),
    ]
}

#[test]
fn what_is_spoiled_is_found() {
    let folder = Folder::new("audit");
    let classes = folder.path().join("classes");
    compile(&[&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit")], &classes);
    let (input, writer) = std::io::pipe().expect("a pipe");
    let (out, err) = (folder.path().join("out"), folder.path().join("err"));
    let file = |path: &Path| OwnedFd::from(File::create(path).expect("a file"));
    let console = Console { input: Some(input.into()), output: Some(file(&out)), error: Some(file(&err)) };
    let world = World::boot_on(&Launch::of_class("Family", &classes.display().to_string()), console).expect("boots");
    world.start();
    let printed = || fs::read_to_string(&out).expect("a file that the world writes");
    wait_until(Duration::from_secs(60), "its line", || printed().ends_with('\n'));
    assert_eq!(printed(), "1base12named12own\n");

    let vm = world.vm().clone();
    let look = |world: &mut StoppedWorld<'_>| audit(world, &vm, Extent::Everything);
    let text = |findings: &[Finding]| findings.iter().map(|finding| format!("{finding}\n")).collect::<String>();
    world
        .attach("auditor", |thread| {
            thread.mutator.stop_world(|stopped| {
                let first = look(stopped);
                assert!(first.is_empty(), "nothing is spoiled yet:\n{}", text(&first));
                for (what, place, spoil) in damage(&vm) {
                    let mend = spoil(stopped, &vm);
                    let found = look(stopped);
                    mend(stopped, &vm);
                    let is_named = |finding: &Finding| finding.place == place && finding.class.contains("Family");
                    assert!(found.iter().any(is_named), "{what}: not found in {place}:\n{}", text(&found));
                    let after = look(stopped);
                    assert!(after.is_empty(), "{what} is mended:\n{}", text(&after));
                }
            });
            Ok(())
        })
        .expect("attaches");
    drop((vm, writer));
    assert_eq!(world.wait(), 0);
    world.close(Duration::from_secs(60)).expect("ends");
}
