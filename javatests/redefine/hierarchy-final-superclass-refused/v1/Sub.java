class Sub extends Closed {}
