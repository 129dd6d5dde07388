use objectspace::*;

fn f(m: &mut Mutator, layout: LayoutId) {
    let scope = Scope::open(m);
    let handle = m.allocate_instance(&scope, layout).unwrap();
    drop(scope);
    handle.get(&m.no_stop());
}

fn main() {}
