enum Season {
    SPRING, AUTUMN
}
