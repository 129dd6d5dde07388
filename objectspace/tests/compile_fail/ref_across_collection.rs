use objectspace::*;

fn f(m: &mut Mutator, global: &Global) {
    let object = global.get(&m.no_stop());
    m.collect(Collection::Young);
    m.no_stop().identity_hash(object);
}

fn main() {}
