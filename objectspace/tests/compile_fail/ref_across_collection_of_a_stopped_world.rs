use objectspace::*;

fn f(world: &mut StoppedWorld<'_>, global: &Global) {
    let object = global.get(&world.view());
    world.collect(Collection::Full);
    world.view().identity_hash(object);
}

fn main() {}
