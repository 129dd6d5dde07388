use objectspace::*;

fn f(m: &Mutator, global: &Global) {
    let view = m.no_stop();
    let object = global.get(&view);
    std::thread::scope(|threads| {
        threads.spawn(|| view.load_i32(object, 8));
    });
}

fn main() {}
