class Sub extends Root {}
