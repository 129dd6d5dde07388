use objectspace::*;

fn f<'s>(m: &mut Mutator, global: &Global) -> Option<Ref<'s>> {
    Scope::enter(m, |m, _| Some(global.get(&m.no_stop())))
}

fn main() {}
