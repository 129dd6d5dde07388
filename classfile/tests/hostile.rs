//! Hostile input: truncated, flipped, spliced and random bytes through everything that reads. Nothing may panic, and nothing may reserve
//! memory that the input does not pay for. The generator is seeded, so a failure repeats; its seed is in the message.

mod jdk;

use classfile::attribute::{Attribute, AttributeInfo};
use classfile::{ClassFile, ConstantPool, Instructions, ParseError};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// Counts what the current thread asks for, so that a reservation out of proportion shows.
struct Counting;

thread_local! {
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call is passed on to the system's allocator unchanged; only a thread-local number is kept beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = LARGEST.try_with(|largest| largest.set(largest.get().max(layout.size())));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

fn read_attributes(pool: &ConstantPool<'_>, attributes: &[AttributeInfo<'_>]) {
    for info in attributes {
        match info.parse(pool) {
            Ok(Attribute::Code(code)) => {
                for instruction in code.instructions() {
                    let _ = instruction.map(|i| classfile::disassemble::constant_text(pool, i.pc as u16));
                }
                read_attributes(pool, &code.attributes);
            }
            Ok(Attribute::StackMapTable(table)) => table.frames().for_each(drop),
            Ok(Attribute::RuntimeVisibleAnnotations(a) | Attribute::RuntimeInvisibleAnnotations(a)) => drop(a.read()),
            Ok(Attribute::RuntimeVisibleParameterAnnotations(a)) => drop(a.read()),
            Ok(Attribute::RuntimeVisibleTypeAnnotations(a)) => drop(a.read()),
            Ok(Attribute::AnnotationDefault(a)) => drop(a.read()),
            Ok(Attribute::Signature(index)) => {
                if let Ok(bytes) = pool.utf8(index) {
                    let _ = classfile::signature::parse_class(bytes);
                    let _ = classfile::signature::parse_method(bytes);
                    let _ = classfile::signature::parse_field(bytes);
                }
            }
            Ok(Attribute::Record(components)) => components.iter().for_each(|c| read_attributes(pool, &c.attributes)),
            _ => {}
        }
        // The same bytes as an attribute of another kind.
        let _ = (info.code().is_ok(), info.module().is_ok(), info.bootstrap_methods().is_ok(), info.record().is_ok());
        let _ = info.stack_map_table().map(|table| table.frames().count());
        let _ = (info.annotations().read().is_ok(), info.type_annotations().read().is_ok());
        let _ = (info.parameter_annotations().read().is_ok(), info.annotation_default().read().is_ok());
    }
}

/// Through everything; whether it still is a well-formed class.
fn read_everything(bytes: &[u8]) -> Result<(), ParseError> {
    let class = ClassFile::parse(bytes)?;
    let checked = classfile::format_check(&class);
    let pool = &class.constant_pool;
    for (index, _) in pool.iter() {
        let _ = (pool.class_name(index).is_ok(), pool.member_ref(index).is_ok(), pool.dynamic(index).is_ok());
        let _ = (pool.string(index).is_ok(), pool.method_handle(index).is_ok(), pool.utf8_text(index).is_ok());
    }
    read_attributes(pool, &class.attributes);
    for member in class.fields.iter().chain(&class.methods) {
        read_attributes(pool, &member.attributes);
    }
    let _ = (class.name().is_ok(), class.super_name().is_ok(), class.interface_names().count());
    checked
}

/// Reads the mutant; panics with the seed, the class and the limit if something goes wrong.
fn survives(bytes: &[u8], seed: u64, path: &str) -> bool {
    LARGEST.with(|largest| largest.set(0));
    let outcome = std::panic::catch_unwind(|| read_everything(bytes).is_ok());
    let largest = LARGEST.with(Cell::get);
    let Ok(accepted) = outcome else { panic!("seed {seed:#x}, {path}: the reader panicked") };
    // The largest item kept per byte of input is a bootstrap method: 24 bytes of memory for 4 of input; annotations take 32 for 3,
    // hash sets for duplicates up to 80 for 8. A text is at most some bytes per byte of input.
    let limit = 64 * bytes.len() + 4096;
    assert!(largest <= limit, "seed {seed:#x}, {path}: {largest} bytes reserved for an input of {}", bytes.len());
    accepted
}

/// Small classes that together have every structure.
fn samples() -> Vec<(&'static str, &'static [u8])> {
    let mut all: Vec<_> = jdk::classes().iter().filter(|c| c.bytes.len() < 6000).map(|c| (&*c.path, c.bytes)).collect();
    all.sort();
    let wanted: [&[u8]; 10] = [
        b"Record",
        b"PermittedSubclasses",
        b"Module",
        b"NestMembers",
        b"BootstrapMethods",
        b"RuntimeVisibleAnnotations",
        b"RuntimeVisibleParameterAnnotations",
        b"AnnotationDefault",
        b"EnclosingMethod",
        b"MethodParameters",
    ];
    let has = |bytes: &[u8], name: &[u8]| {
        ClassFile::parse(bytes).is_ok_and(|c| c.constant_pool.iter().any(|(_, k)| k == classfile::Constant::Utf8(name)))
    };
    let mut picked: Vec<_> =
        wanted.iter().flat_map(|name| all.iter().filter(|c| has(c.1, name)).take(3).copied()).collect();
    let step = all.len() / 40;
    picked.extend(all.iter().step_by(step.max(1)).copied());
    assert!(picked.len() >= 60, "{} samples", picked.len());
    picked
}

#[test]
fn truncated_classes_are_errors() {
    let mut cases = 0;
    for (path, bytes) in samples() {
        // Every length for small classes, about 200 for the others.
        let step = bytes.len() / 200 + 1;
        for length in (0..bytes.len()).step_by(step) {
            assert!(!survives(&bytes[..length], length as u64, path), "{path} cut to {length} bytes is accepted");
            cases += 1;
        }
    }
    assert!(cases > 5000, "{cases} cases");
}

#[test]
fn flipped_and_spliced_classes_never_panic() {
    let samples = samples();
    let (mut accepted, mut cases) = (0usize, 0usize);
    for seed in 0..20_000u64 {
        let mut random = Random(0xC1A5_5F11_E000 + seed);
        let (path, original) = samples[random.below(samples.len())];
        let mut bytes = original.to_vec();
        for _ in 0..=random.below(4) {
            let at = random.below(bytes.len());
            match random.below(6) {
                0 => bytes[at] ^= 1 << random.below(8),
                1 => bytes[at] = [0, 0xFF, 0x7F, 0x80, 1][random.below(5)],
                2 => bytes[at] = random.next() as u8,
                3 => {
                    // A length or count made enormous.
                    let end = (at + 4).min(bytes.len());
                    bytes[at..end].fill(0xFF);
                }
                4 => {
                    bytes.remove(at);
                }
                _ => {
                    let other = samples[random.below(samples.len())].1;
                    let from = random.below(other.len());
                    let piece = &other[from..(from + 1 + random.below(40)).min(other.len())];
                    bytes.splice(at..(at + piece.len()).min(bytes.len()), piece.iter().copied());
                }
            }
        }
        cases += 1;
        accepted += survives(&bytes, seed, path) as usize;
    }
    println!("{cases} mutants, {accepted} of them still well formed");
    assert!(accepted > 0 && accepted < cases);
}

#[test]
fn random_code_never_panics() {
    let (mut whole, mut broken) = (0, 0);
    for seed in 0..20_000u64 {
        let mut random = Random(seed);
        let code: Vec<u8> = (0..1 + random.below(64)).map(|_| random.next() as u8 % 0xD0).collect();
        let mut instructions = Instructions::new(&code);
        let mut last = 0;
        let failed = instructions.by_ref().any(|instruction| match instruction {
            Ok(instruction) => {
                assert!(instruction.pc == last && instruction.length > 0, "seed {seed}");
                last = instruction.next_pc();
                false
            }
            Err(_) => true,
        });
        assert!(failed || last as usize == code.len(), "seed {seed}");
        assert!(instructions.next().is_none() || !failed, "seed {seed}: goes on after an error");
        if failed { broken += 1 } else { whole += 1 }
    }
    assert!(whole > 100 && broken > 100, "{whole} whole, {broken} broken");
}

#[test]
fn a_tiny_file_with_enormous_counts_reserves_nothing() {
    let mut bytes = vec![0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 61];
    bytes.extend([0xFF; 8]);
    assert!(!survives(&bytes, 0, "pool of 65535"));
    let mut bytes = vec![0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 61, 0, 1, 0, 0x21, 0, 1, 0, 0];
    bytes.extend([0xFF; 8]);
    assert!(!survives(&bytes, 1, "65535 interfaces"));
}
