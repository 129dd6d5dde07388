enum Letter {
    A, B, C
}
