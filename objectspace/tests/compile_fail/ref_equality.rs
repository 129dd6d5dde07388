use objectspace::*;

fn f(m: &Mutator, global: &Global) -> bool {
    let view = m.no_stop();
    global.get(&view) == global.get(&view)
}

fn main() {}
