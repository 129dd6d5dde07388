use objectspace::*;

fn f(m: &mut Mutator, global: &Global) -> Ref<'static> {
    global.get(&m.no_stop())
}

fn main() {}
