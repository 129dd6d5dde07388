use objectspace::*;

fn f(m: &mut Mutator, scope: &Scope, global: &Global, layout: LayoutId) {
    let view = m.no_stop();
    let object = global.get(&view);
    let _ = m.allocate_instance(scope, layout);
    view.load_i32(object, 8);
}

fn main() {}
