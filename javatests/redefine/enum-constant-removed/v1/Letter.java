enum Letter {
    A, C
}
