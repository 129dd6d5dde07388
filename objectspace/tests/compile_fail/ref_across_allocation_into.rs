use objectspace::*;

fn f(m: &mut Mutator, global: &Global, layout: LayoutId, register: *mut u32) {
    let view = m.no_stop();
    let object = global.get(&view);
    let _ = unsafe { m.allocate_array_into(layout, 3, register) };
    m.no_stop().load_i32(object, 8);
}

fn main() {}
