use objectspace::*;

fn f(m: &Mutator, global: &Global) {
    let view = m.no_stop();
    let mut seen = std::collections::HashSet::new();
    seen.insert(global.get(&view));
}

fn main() {}
