//! What it costs to find a class in `lib/modules` and to read it. Measured over the classes of `java.util` in the installed JDK 17.

use classfile::{ClassFile, Instructions, disassemble, format_check};
use classlib::{jdk::Jdk, jimage::Image};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// The image and the paths of some hundred classes of one package.
fn classes() -> (Image, Vec<String>) {
    let jdk = Jdk::find().expect("a JDK 17");
    let image = Image::open(&jdk.modules()).expect("lib/modules");
    let paths: Vec<String> = image
        .entries()
        .flatten()
        .filter(|entry| entry.module == "java.base" && entry.parent == "java/util" && entry.extension == "class")
        .map(|entry| format!("{}/{}.class", entry.parent, entry.base))
        .collect();
    assert!(paths.len() > 200, "{} classes in java.util", paths.len());
    (image, paths)
}

fn benches(criterion: &mut Criterion) {
    let (image, paths) = classes();
    let files: Vec<&[u8]> = paths.iter().filter_map(|path| image.find("java.base", path)).collect();
    assert_eq!(files.len(), paths.len());
    let size: usize = files.iter().map(|bytes| bytes.len()).sum();

    let mut group = criterion.benchmark_group("java.util");
    group.throughput(Throughput::Elements(paths.len() as u64));
    group.bench_function("find in lib/modules", |b| {
        b.iter(|| paths.iter().filter(|path| image.find("java.base", black_box(path)).is_some()).count());
    });
    group.throughput(Throughput::Bytes(size as u64));
    group.bench_function("parse", |b| {
        b.iter(|| files.iter().filter(|bytes| ClassFile::parse(black_box(bytes)).is_ok()).count());
    });
    let parsed = || files.iter().filter_map(|bytes| ClassFile::parse(bytes).ok()).collect::<Vec<_>>();
    group.bench_function("format check", |b| {
        b.iter_batched(
            parsed,
            |all| all.iter().filter(|class| format_check(class).is_ok()).count(),
            BatchSize::SmallInput,
        );
    });
    group.bench_function("decode all code", |b| {
        b.iter_batched(
            parsed,
            |all| {
                let mut count = 0;
                for class in &all {
                    for method in &class.methods {
                        if let Ok(Some(code)) = method.code(&class.constant_pool) {
                            count += Instructions::new(code.code).count();
                        }
                    }
                }
                count
            },
            BatchSize::SmallInput,
        );
    });
    group.bench_function("disassemble", |b| {
        b.iter_batched(
            parsed,
            |all| all.iter().map(|class| disassemble(class).len()).sum::<usize>(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
