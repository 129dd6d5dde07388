use objectspace::*;

fn f(m: &mut Mutator) {
    let mut kept: Option<&mut StoppedWorld<'_>> = None;
    m.stop_world(|world| kept = Some(world));
    kept.unwrap().collect(Collection::Full);
}

fn main() {}
