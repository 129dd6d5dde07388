use objectspace::*;

fn f(m: Mutator) {
    std::thread::spawn(move || drop(m));
}

fn main() {}
