use objectspace::*;

fn f(m: &mut Mutator, global: &Global) {
    let view = m.no_stop();
    let object = global.get(&view);
    m.blocked(|| view.load_i32(object, 8));
}

fn main() {}
