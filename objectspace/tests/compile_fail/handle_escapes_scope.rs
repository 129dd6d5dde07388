use objectspace::*;

fn f(m: &mut Mutator, layout: LayoutId) {
    let handle = Scope::enter(m, |m, scope| m.allocate_instance(scope, layout).unwrap());
    handle.get(&m.no_stop());
}

fn main() {}
